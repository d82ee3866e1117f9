/**
 * Every endpoint, and who may come in. A route that is not listed here fails the test: whoever adds one says whom it is for.
 *
 * Letters are roles: D drafter, A approver, R registration desk, U auditor, O operator. They are written down here and not asked of
 * the service: what decides cannot judge itself. `signed` is any officer, `half` an officer whose second step is still missing,
 * `mission` a Mission with a session of that list, `applicant` one with a session of that application, `link` whoever holds a token,
 * `all` everybody.
 */
const TABLE = `
GET    /office                                              signed
GET    /office/sign-in                                      all
POST   /office/sign-in                                      all
GET    /office/sign-in/:token                               link
POST   /office/sign-in/:token                               link
POST   /office/sign-out                                     half
GET    /office/second-factor                                half
POST   /office/second-factor                                half
GET    /office/account                                      signed
POST   /office/account/sessions/end-others                  signed
POST   /office/account/sessions/:session/end                signed
POST   /office/account/tokens/:token/revoke                 signed
POST   /office/account/second-factor                        signed
GET    /office/conferences/new                              D
POST   /office/conferences/new                              D
GET    /office/conferences/:slug                            DARU
GET    /office/conferences/:slug/adoption                   DA
POST   /office/conferences/:slug/adoption                   DA
GET    /office/conferences/:slug/balance                    DARU
GET    /office/conferences/:slug/balance.csv                DARU
POST   /office/conferences/:slug/lists                      D
GET    /office/lists/:list                                  DARU
GET    /office/lists/:list/balance                          DARU
GET    /office/lists/:list/timeline                         DAU
GET    /office/lists/:list/timeline/:entry/receipt          DAU
GET    /office/lists/:list/names                            DARU
GET    /office/lists/:list/names/new                        D
POST   /office/lists/:list/names/new                        D
GET    /office/lists/:list/names/:name                      D
POST   /office/lists/:list/names/:name                      D
GET    /office/lists/:list/names/:name/take-out             D
POST   /office/lists/:list/names/:name/take-out             D
POST   /office/lists/:list/places                           D
GET    /office/lists/:list/import                           D
POST   /office/lists/:list/import                           D
POST   /office/lists/:list/import/confirm                   D
GET    /office/lists/:list/acts/circulate                   DA
POST   /office/lists/:list/acts/circulate                   DA
GET    /office/lists/:list/acts/extend                      DA
POST   /office/lists/:list/acts/extend                      DA
GET    /office/lists/:list/acts/override                    DA
POST   /office/lists/:list/acts/override                    DA
GET    /office/lists/:list/acts/decide                      DA
POST   /office/lists/:list/acts/decide                      DA
GET    /office/lists/:list/acts/finalize                    DA
POST   /office/lists/:list/acts/finalize                    DA
GET    /office/lists/:list/acts/inform-proposed             DA
POST   /office/lists/:list/acts/inform-proposed             DA
GET    /office/lists/:list/acts/inform-final                DA
POST   /office/lists/:list/acts/inform-final                DA
GET    /office/lists/:list/acts/noted                       DA
POST   /office/lists/:list/acts/noted                       DA
GET    /office/lists/:list/acts/addendum                    D
POST   /office/lists/:list/acts/addendum                    D
GET    /office/lists/:list/acts/withdraw-list               A
POST   /office/lists/:list/acts/withdraw-list               A
GET    /office/lists/:list/acts/service                     DA
POST   /office/lists/:list/acts/service                     DA
GET    /office/lists/:list/acts/resend                      DA
POST   /office/lists/:list/acts/resend                      DA
GET    /office/lists/:list/acts/remind                      DA
POST   /office/lists/:list/acts/remind                      DA
GET    /office/lists/:list/acts/send-final                  DA
POST   /office/lists/:list/acts/send-final                  DA
GET    /office/lists/:list/acts/withdraw-name               DAR
POST   /office/lists/:list/acts/withdraw-name               DAR
GET    /office/lists/:list/acts/destroy-key                 DA
POST   /office/lists/:list/acts/destroy-key                 DA
GET    /office/lists/:list/acts/publish-figures             DA
POST   /office/lists/:list/acts/publish-figures             DA
GET    /office/lists/:list/report                           DAU
GET    /office/lists/:list/report/figures.csv               DAU
GET    /office/lists/:list/progress                         DAUO
GET    /office/lists/:list/deliveries                       DAUO
GET    /office/lists/:list/deliveries/:iso2                 DAUO
POST   /office/lists/:list/misdirections/:report/settle     DAO
GET    /office/lists/:list/objections                       DAU
GET    /office/lists/:list/objections/:objection/withdraw   DA
POST   /office/lists/:list/objections/:objection/withdraw   DA
GET    /office/lists/:list/objections/record                DA
POST   /office/lists/:list/objections/record                DA
GET    /office/lists/:list/scans/:scan                      DA
GET    /office/lists/:list/reminders                        DARU
POST   /office/lists/:list/reminders/:reminder/withdraw     DA
GET    /office/lists/:list/export                           DARU
GET    /office/lists/:list/export/:file                     DARU
GET    /office/lists/:list/difference                       DAU
GET    /office/lists/:list/revisions                        DARU
POST   /office/lists/:list/revisions                        D
GET    /office/lists/:list/redline                          DARU
GET    /office/lists/:list/carry-over                       D
POST   /office/lists/:list/carry-over                       D
GET    /office/proposals                                    DAU
GET    /office/proposals/:proposal                          DAU
POST   /office/proposals/:proposal                          A
GET    /office/missions                                     DAUO
GET    /office/missions/import                              DR
POST   /office/missions/import                              DR
GET    /office/missions/:iso2                               DAUO
POST   /office/missions/:iso2/addresses                     DR
POST   /office/missions/:iso2/addresses/:id/remove          DR
POST   /office/missions/:iso2/language                      DR
GET    /office/officers                                     DAUO
GET    /office/officers/new                                 O
POST   /office/officers/new                                 O
GET    /office/officers/:officer                            DAUO
POST   /office/officers/:officer/roles                      O
POST   /office/officers/:officer/second-factor/reset        O
GET    /office/officers/:officer/end                        O
POST   /office/officers/:officer/end                        O
GET    /office/institution                                  all
GET    /office/institution/return                           all
GET    /office/applications                                 DARU
GET    /office/applications/c/:slug                         DARU
POST   /office/applications/c/:slug/bulk                    DAR
GET    /office/applications/c/:slug/calls                   DARU
POST   /office/applications/c/:slug/calls                   DR
GET    /office/applications/c/:slug/calls/:call             DR
POST   /office/applications/c/:slug/calls/:call             DR
GET    /office/applications/a/:id                           DARU
GET    /office/applications/a/:id/matches                   DARU
POST   /office/applications/a/:id/matches                   DAR
GET    /office/applications/a/:id/documents/:file           DARU
POST   /office/applications/a/:id/:act                      DAR
GET    /office/registers                                    DARU
GET    /office/registers/import                             DR
POST   /office/registers/import                             DR
POST   /office/registers/import/confirm                     DR
GET    /office/lists/:list/disclosures                      DAU
GET    /office/lists/:list/disclosures/:request             DAU
GET    /office/lists/:list/disclosures/record               DA
POST   /office/lists/:list/disclosures/record               DA
GET    /office/lists/:list/acts/disclose                    DA
POST   /office/lists/:list/acts/disclose                    DA
GET    /office/lists/:list/codes                            DA
GET    /office/lists/:list/codes/print                      DA
GET    /office/lists/:list/codes/:iso2                      DA
POST   /office/lists/:list/codes/:iso2/new                  DA
GET    /office/meetings                                     DARU
GET    /office/meetings/c/:slug                             DARU
GET    /office/meetings/c/:slug/m/:meeting                  DARU
GET    /office/meetings/c/:slug/m/:meeting/announce         DR
POST   /office/meetings/c/:slug/m/:meeting/announce         DR
POST   /office/meetings/c/:slug/m/:meeting/hand-off         DR
GET    /office/meetings/hand-offs/:handOff/:file            DR
GET    /office/webhooks                                     DRUO
POST   /office/webhooks                                     DO
GET    /office/webhooks/:webhook                            DRUO
POST   /office/webhooks/:webhook/secret                     DO
POST   /office/webhooks/:webhook/test                       DO
POST   /office/webhooks/:webhook/end                        DO
POST   /office/webhooks/:webhook/deliveries/:delivery/again DO
GET    /office/record                                       DAU
GET    /office/record/export                                DAU
POST   /api/v1/conferences                                  D
GET    /api/v1/conferences                                  DARU
POST   /api/v1/conferences/:conferenceId/adoption           DA
POST   /api/v1/conferences/:conferenceId/lists              D
GET    /api/v1/lists/:listId                                DARU
POST   /api/v1/lists/:listId/names                          D
DELETE /api/v1/lists/:listId/names/:nominationId            D
POST   /api/v1/lists/:listId/circulation                    DA
POST   /api/v1/lists/:listId/extension                      DA
GET    /api/v1/lists/:listId/deliveries                     DAUO
POST   /api/v1/lists/:listId/resendings                     DAO
POST   /api/v1/lists/:listId/services                       DA
GET    /api/v1/lists/:listId/objections                     DAU
POST   /api/v1/lists/:listId/objections                     DA
POST   /api/v1/lists/:listId/hold-override                  DA
POST   /api/v1/lists/:listId/names/:nominationId/withdrawal DAR
POST   /api/v1/lists/:listId/withdrawal                     A
POST   /api/v1/lists/:listId/decisions                      DA
POST   /api/v1/lists/:listId/reminders                      DA
POST   /api/v1/lists/:listId/finalization                   DA
POST   /api/v1/lists/:listId/report-figures                DA
POST   /api/v1/lists/:listId/transmissions                  DA
POST   /api/v1/lists/:listId/noting                         DA
GET    /api/v1/lists/:listId/export/:file                   DARU
POST   /api/v1/lists/:listId/addenda                        D
GET    /api/v1/lists/:listId/revisions                      DARU
GET    /api/v1/lists/:listId/redline                        DARU
GET    /api/v1/lists/:listId/carry-over                     D
POST   /api/v1/lists/:listId/revisions/:revision/label      D
POST   /api/v1/lists/:listId/carry-over                     D
GET    /api/v1/proposals                                    DAU
GET    /api/v1/proposals/:proposalId                        DAU
POST   /api/v1/proposals/:proposalId/approval               A
POST   /api/v1/proposals/:proposalId/closing                A
POST   /api/v1/conferences/:conferenceId/calls              DR
POST   /api/v1/calls/:callId/extension                      DR
GET    /api/v1/conferences/:conferenceId/applications       DARU
GET    /api/v1/conferences/:conferenceId/balance            DARU
GET    /api/v1/applications/:applicationId                  DARU
POST   /api/v1/applications/:applicationId/screening        DAR
POST   /api/v1/applications/:applicationId/reopening        DAR
POST   /api/v1/applications/:applicationId/questions        DAR
POST   /api/v1/applications/:applicationId/notes            DAR
POST   /api/v1/applications/:applicationId/links            DAR
POST   /api/v1/applications/:applicationId/links/revocation DAR
POST   /api/v1/lists/:listId/applications                   D
GET    /api/v1/conferences/:conferenceId/meetings           DARU
POST   /api/v1/conferences/:conferenceId/meetings/:meeting/announcements DR
POST   /api/v1/conferences/:conferenceId/meetings/:meeting/hand-offs DR
GET    /api/v1/hand-offs/:handOff/:file                     DR
GET    /api/v1/applications/:applicationId/matches          DARU
POST   /api/v1/applications/:applicationId/matches          DAR
GET    /api/v1/registers                                    DARU
GET    /api/v1/registers/findings                           DARU
POST   /api/v1/registers/:kind/editions                     DR
GET    /api/v1/lists/:listId/disclosure-requests            DAU
POST   /api/v1/lists/:listId/disclosure-requests            DA
POST   /api/v1/lists/:listId/disclosure-requests/:requestId/release DA
GET    /api/v1/lists/:listId/codes                          DA
POST   /api/v1/lists/:listId/codes/:memberState/replacement DA
POST   /api/v1/mission-sessions                             link
GET    /api/v1/mission/list                                 mission
POST   /api/v1/mission/objections                           mission
POST   /api/v1/mission/objections/:objectionId/withdrawal   mission
GET    /api/v1/mission/objections                           mission
POST   /api/v1/mission/disclosure-requests                  mission
GET    /api/v1/mission/disclosures                          mission
GET    /api/v1/public/conferences/:slug                     all
GET    /api/v1/public/conferences/:slug/lists/:key/report    all
GET    /api/v1/public/conferences/:slug/report              all
GET    /api/v1/public/status/:reference                     all
GET    /api/v1/public/conferences/:slug/calls               all
POST   /api/v1/applications                                 all
POST   /api/v1/application-sessions                         link
GET    /api/v1/application                                  applicant
PATCH  /api/v1/application                                  applicant
POST   /api/v1/application/submission                       applicant
POST   /api/v1/application/answers/:questionId              applicant
POST   /api/v1/application/withdrawal                       applicant
GET    /api/v1/application/representatives                  applicant
POST   /api/v1/application/representatives                  applicant
PUT    /api/v1/application/representatives/:representativeId applicant
DELETE /api/v1/application/representatives/:representativeId applicant
GET    /api/v1/public/confirmations/:code                   all
GET    /api/v1/webhooks                                     DRUO
POST   /api/v1/webhooks                                     DO
DELETE /api/v1/webhooks/:webhookId                          DO
GET    /api/v1/webhooks/:webhookId/deliveries               DRUO
GET    /api/openapi.json                                    all
GET    /m/:token                                            link
POST   /m/:token                                            link
GET    /m/:token/not-us                                     link
POST   /m/:token/not-us                                     link
GET    /m/list/:listId                                      mission
POST   /m/list/:listId                                      mission
GET    /m/list/:listId/print                                mission
POST   /m/list/:listId/close                                mission
GET    /m/list/:listId/:file                                mission
GET    /m/list/:listId/basis                                mission
POST   /m/list/:listId/basis                                mission
GET    /m/list/:listId/check                                mission
POST   /m/list/:listId/check                                mission
GET    /m/list/:listId/receipt/:filingId                    mission
GET    /m/list/:listId/receipt/:filingId/file               mission
GET    /m/list/:listId/own                                  mission
POST   /m/list/:listId/own/statement                        mission
GET    /m/list/:listId/own/:objectionId/:act                mission
POST   /m/list/:listId/own/:objectionId/withdraw            mission
POST   /m/list/:listId/own/:objectionId/basis               mission
GET    /m/list/:listId/information                          mission
GET    /m/list/:listId/information/ask                      mission
POST   /m/list/:listId/information/ask                      mission
GET    /m/list/:listId/information/:requestId               mission
GET    /apply                                               all
GET    /apply/c/:slug                                       all
GET    /apply/c/:slug/track/:track                          all
POST   /apply/c/:slug/track/:track                          all
GET    /apply/c/:slug/lost                                  all
POST   /apply/c/:slug/lost                                  all
GET    /apply/link/:token                                   link
POST   /apply/link/:token                                   link
GET    /apply/a/:id                                         applicant
GET    /apply/a/:id/form/:section                           applicant
POST   /apply/a/:id/form/:section                           applicant
GET    /apply/a/:id/documents                               applicant
POST   /apply/a/:id/documents                               applicant
GET    /apply/a/:id/documents/:file                         applicant
POST   /apply/a/:id/documents/:file/remove                  applicant
GET    /apply/a/:id/check                                   applicant
POST   /apply/a/:id/check                                   applicant
GET    /apply/a/:id/sent                                    applicant
GET    /apply/a/:id/questions/:question                     applicant
POST   /apply/a/:id/questions/:question                     applicant
GET    /apply/a/:id/withdraw                                applicant
POST   /apply/a/:id/withdraw                                applicant
POST   /apply/a/:id/close                                   applicant
POST   /representatives/enter                               link
GET    /representatives/:holder                             applicant
GET    /representatives/:holder/people/new                  applicant
POST   /representatives/:holder/people/new                  applicant
GET    /representatives/:holder/people/:person              applicant
POST   /representatives/:holder/people/:person              applicant
GET    /representatives/:holder/people/:person/remove       applicant
POST   /representatives/:holder/people/:person/remove       applicant
GET    /representatives/:holder/people/:person/letter       applicant
GET    /representatives/:holder/letter                      applicant
POST   /representatives/:holder/close                       applicant
GET    /verify/:code                                        link
GET    /                                                    all
GET    /c/:slug                                             all
GET    /c/:slug/:key/report                                 all
GET    /c/:slug/:key/report/figures.csv                     all
GET    /c/:slug/:key/report/figures.xlsx                    all
GET    /c/:slug/report                                      all
GET    /c/:slug/report/figures.csv                          all
GET    /c/:slug/report/figures.xlsx                         all
GET    /c/:slug/:key/:which                                 all
GET    /c/:slug/:key/:which/print                           all
GET    /c/:slug/:key/:which/names.csv                       all
GET    /c/:slug/:key/:which/names.xlsx                      all
GET    /status                                              all
POST   /status                                              all
GET    /status/:reference                                   all
GET    /record                                              all
POST   /record                                              all
GET    /record-key.pem                                      all
GET    /healthz                                             all
GET    /readyz                                              all
GET    /robots.txt                                          all
GET    /assets/*                                            all
GET    /dev/enter                                           all
GET    /dev/clock                                           all
POST   /dev/clock                                           all
GET    /dev/mailbox                                         all
GET    /dev/mailbox/:id                                     all
GET    /dev/mailbox/:id/html                                all
GET    /dev/mailbox/:id/message.eml                         all
`;

export const ROLES = { D: 'drafter', A: 'approver', R: 'registrationDesk', U: 'auditor', O: 'operator' } as const;
export type Letter = keyof typeof ROLES;
export const letters = Object.keys(ROLES) as Letter[];

export interface Endpoint {
  method: string;
  url: string;
  /** Roles that may come in, where they decide. */
  roles: Letter[] | null;
  whom: string;
}

export const endpoints: Endpoint[] = TABLE.trim().split('\n').map((line) => {
  const [method = '', url = '', whom = ''] = line.split(/\s+/);
  return { method, url, whom, roles: /^[DARUO]+$/.test(whom) ? [...whom] as Letter[] : null };
});

/** The pages of acts are one route; each act has its own right and stands on lines of its own. */
export const routeOf = ({ method, url }: Pick<Endpoint, 'method' | 'url'>): string => `${method} ${url.replace(/\/acts\/[\w-]+$/, '/acts/:act')}`;

/** Routes of the application that the table does not know, and lines of the table that no route stands behind. */
export function differences(routes: Iterable<string>): { unlisted: string[]; gone: string[] } {
  const found = new Set(routes);
  const listed = new Set(endpoints.map(routeOf));
  return { unlisted: [...found].filter((route) => !listed.has(route)).sort(), gone: [...listed].filter((route) => !found.has(route)).sort() };
}
