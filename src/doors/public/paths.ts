/** Every address of the public door. */
export type Which = 'proposed' | 'final';

const list = (slug: string, key: string, which: Which): string => `/c/${slug}/${encodeURIComponent(key)}/${which}`;

export const paths = {
  home: '/',
  conference: (slug: string): string => `/c/${slug}`,
  list,
  print: (slug: string, key: string, which: Which): string => `${list(slug, key, which)}/print`,
  csv: (slug: string, key: string, which: Which): string => `${list(slug, key, which)}/names.csv`,
  xlsx: (slug: string, key: string, which: Which): string => `${list(slug, key, which)}/names.xlsx`,
  report: (slug: string, key: string): string => `/c/${slug}/${encodeURIComponent(key)}/report`,
  reportFile: (slug: string, key: string, kind: 'csv' | 'xlsx'): string => `/c/${slug}/${encodeURIComponent(key)}/report/figures.${kind}`,
  wholeReport: (slug: string): string => `/c/${slug}/report`,
  wholeReportFile: (slug: string, kind: 'csv' | 'xlsx'): string => `/c/${slug}/report/figures.${kind}`,
  record: '/record',
  recordKey: '/record-key.pem',
  statusForm: '/status',
  status: (reference: string): string => `/status/${encodeURIComponent(reference)}`,
};
