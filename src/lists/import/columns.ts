import { folded } from '../../platform/folded.js';

/** What a column can hold. */
export type Column =
  | 'name' | 'acronym' | 'country' | 'category' | 'website' | 'city' | 'contactEmail' | 'contactLanguage' | 'womenLed';

const HEADINGS: Record<Column, string[]> = {
  name: ['name', 'organization', 'organisation', 'name of organization', 'organization name', 'nom', 'nom de l organisation', 'nombre', 'organizacion', 'nombre de la organizacion', 'название', 'наименование', 'организация', '名称', '组织', '组织名称', 'الاسم', 'المنظمة', 'اسم المنظمة'],
  acronym: ['acronym', 'abbreviation', 'sigle', 'acronyme', 'sigla', 'siglas', 'сокращение', '缩写', '简称', 'المختصر'],
  country: ['country', 'country_iso2', 'state', 'headquarters', 'pays', 'pays du siege', 'pais', 'страна', '国家', 'البلد'],
  category: ['category', 'plausible_category', 'type', 'categorie', 'categoria', 'категория', '类别', 'الفئة'],
  website: ['website', 'web', 'url', 'homepage', 'site web', 'site internet', 'sitio web', 'pagina web', 'сайт', 'веб-сайт', '网站', 'الموقع الشبكي'],
  city: ['city', 'town', 'ville', 'ciudad', 'город', '城市', 'المدينة'],
  contactEmail: ['e-mail', 'email', 'contact', 'contact e-mail', 'contact email', 'courriel', 'adresse electronique', 'correo electronico', 'correo', 'эл. почта', 'электронная почта', '电子邮件', '电子邮箱', 'البريد الإلكتروني'],
  contactLanguage: ['language', 'contact language', 'language of correspondence', 'langue', 'idioma', 'язык', '语言', 'اللغة'],
  womenLed: ['women-led', 'women led', 'led by women', 'dirigee par des femmes', 'dirigida por mujeres', 'возглавляется женщиной', '由妇女领导', 'تقودها نساء'],
};

const headingKey = (heading: string): string => folded(heading.replace(/['\u2019]/g, ' '));

const known = new Map((Object.entries(HEADINGS) as [Column, string[]][]).flatMap(([column, words]) => words.map((word) => [headingKey(word), column] as const)));

/** Which column of the file holds what, by its heading in any of the six languages; the first one of a kind counts. */
export function matchColumns(header: string[]): { columns: Map<Column, number>; unused: string[] } {
  const columns = new Map<Column, number>();
  const unused: string[] = [];
  header.forEach((heading, at) => {
    const column = known.get(headingKey(heading));
    if (column && !columns.has(column)) columns.set(column, at);
    else unused.push(heading);
  });
  return { columns, unused };
}

/** The heading that our own export writes for a column. */
export const headingOf = (column: Column): string => HEADINGS[column][0]!;
