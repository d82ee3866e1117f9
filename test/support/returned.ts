/** A returned message as a mail server writes it (RFC 3464), of the letter with this Message-ID. */
export function returned({ id, action = 'failed', status = '5.1.1', words = 'smtp; 550 5.1.1 <mission@missions.example>: No\n such user here', letter = { type: 'message/rfc822', encoding: '' } }: {
  id: string; action?: string; status?: string; words?: string; letter?: { type: string; encoding: string };
}): string {
  const headers = `From: Office <noreply@nemcon.example>\nTo: mission@missions.example\nMessage-ID:\n <${id}>\nSubject: Invented\n`;
  const body = letter.encoding === 'base64' ? Buffer.from(headers).toString('base64') : letter.encoding === 'quoted-printable' ? headers.replaceAll('=', '=3D').replace('Invented', 'Inven=\nted') : `${headers}\nInvented words.\n`;
  return `Return-Path: <>
From: Mail Delivery System <mailer-daemon@missions.example>
To: noreply@nemcon.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="b1"

This is a message in several parts.

--b1
Content-Type: text/plain; charset=us-ascii

I am sorry to say that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.missions.example
Arrival-Date: Tue, 1 Dec 2026 15:00:00 +0000

Final-Recipient: rfc822; mission@missions.example
Action: ${action}
Status: ${status}
Diagnostic-Code: ${words}

--b1
Content-Type: ${letter.type}${letter.encoding ? `\nContent-Transfer-Encoding: ${letter.encoding}` : ''}

${body}
--b1--
`;
}
