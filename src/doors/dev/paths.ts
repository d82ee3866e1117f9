/** Every address of the trial's own pages. */
export const paths = {
  mailbox: '/dev/mailbox',
  mail: (id: string): string => `/dev/mailbox/${id}`,
  mailHtml: (id: string): string => `/dev/mailbox/${id}/html`,
  mailFile: (id: string): string => `/dev/mailbox/${id}/message.eml`,
  clock: '/dev/clock',
  office: '/office',
  proposals: '/office/proposals',
  officers: '/office/officers',
};
