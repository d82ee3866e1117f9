/** Every address of the applicants' door. Only `link` carries a token, and only until it is exchanged for a session. */
const own = (id: string): string => `/apply/a/${id}`;

export const paths = {
  home: '/apply',
  conference: (slug: string): string => `/apply/c/${slug}`,
  lost: (slug: string): string => `/apply/c/${slug}/lost`,
  begin: (slug: string, track: string): string => `/apply/c/${slug}/track/${encodeURIComponent(track)}`,
  link: (token: string): string => `/apply/link/${token}`,
  own,
  section: (id: string, section: string): string => `${own(id)}/form/${section}`,
  documents: (id: string): string => `${own(id)}/documents`,
  document: (id: string, file: string): string => `${own(id)}/documents/${file}`,
  removal: (id: string, file: string): string => `${own(id)}/documents/${file}/remove`,
  check: (id: string): string => `${own(id)}/check`,
  sent: (id: string): string => `${own(id)}/sent`,
  question: (id: string, question: string): string => `${own(id)}/questions/${question}`,
  withdraw: (id: string): string => `${own(id)}/withdraw`,
  close: (id: string): string => `${own(id)}/close`,
};

/** The session's cookie is named after the application, so that two can be open beside each other. */
export const cookieOf = (applicationId: string): string => `a-${applicationId.slice(0, 8)}`;
