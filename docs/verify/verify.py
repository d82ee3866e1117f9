#!/usr/bin/env python3
"""Verifies an export of the record (README.md): python3 verify.py FILE --key KEY [--root HASH …] [--receipt FILE …] [--json]

Needs Python 3.8 or later and the program openssl 3, nothing else; no network, no database, no part of the service.
Ends with 0 where all is in order, 1 where it is not, 2 for wrong usage, 4 where openssl cannot check the signatures.
"""
import argparse, base64, hashlib, json, os, pathlib, re, subprocess, sys, tempfile

FAULTS = {
    'form': 'not one JSON object in canonical form (RFC 8785) as the format allows it, in UTF-8 and ended by LF',
    'head': 'not the head of a record of this format',
    'key': 'the export names another key than the one given',
    'members': 'neither an entry nor a checkpoint nor the end: members are missing, too many or of another kind',
    'seq': 'not the number that follows: entries were dropped, put in or moved',
    'prev': 'does not follow from the entry before: one of the two was changed, or something between them was dropped or put in',
    'place': 'does not name the entry right before it',
    'hash': 'does not name the hash of the entry before it: one of the two was changed',
    'count': 'not as many checkpoints as were signed for',
    'signature': 'the signature was not made with the key',
    'end': 'cut off: the signed last line is missing',
    'after-end': 'stands after the end',
    'root': 'no entry has this root: the record was rolled back, or it is not the one that the letter speaks of',
    'receipt-form': 'not a receipt of this format',
    'receipt-unknown': 'no entry has the id that the receipt names',
    'receipt-differs': 'the entry holds something else than the receipt says',
}
MAX_LINE, MAX_NUMBER = 1_048_576, 2 ** 53 - 1
RECEIPTS = (('nemcon-receipt/1', 'entry,facts,format,pad,salt'.split(',')), ('nemcon-receipt/2', 'content,entry,facts,format,pad,salt'.split(',')))
HEX = re.compile('[0-9a-f]{64}')
ID = re.compile('[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')
INSTANT = re.compile('[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z')
BYTES_32 = re.compile('[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]')  # the spare bits of the last letter are zero
BYTES_64 = re.compile('[A-Za-z0-9_-]{85}[AQgw]')

class Fault(Exception):
    def __init__(self, fault, line, which):
        self.answer = {'ok': False, 'fault': fault, 'line': line, 'which': which}

def need(holds, fault, line, which=None):
    if not holds:
        raise Fault(fault, line, which)

def whole_number(digits):
    """Of fractions, exponents, NaN and Infinity int() makes a ValueError too."""
    if len(digits) > 17 or abs(int(digits)) > MAX_NUMBER:
        raise ValueError
    return int(digits)

def is_plain(value):
    return value is None or isinstance(value, (str, bool, int))

def in_order(value):
    """The same with its members in the order of RFC 8785: by UTF-16 code units."""
    if not isinstance(value, dict):
        return value
    return {name: in_order(value[name]) for name in sorted(value, key=lambda name: name.encode('utf-16-be'))}

def canonical(value):
    return json.dumps(in_order(value), ensure_ascii=False, separators=(',', ':')).encode('utf-8')

def parse(line):
    """One object of texts, whole numbers, booleans, null and objects of those, in canonical form; None for any other bytes."""
    try:
        value = json.loads(line.decode('utf-8'), parse_int=whole_number, parse_float=whole_number, parse_constant=whole_number)
        flat = isinstance(value, dict) and all(
            is_plain(member) or (isinstance(member, dict) and all(map(is_plain, member.values()))) for member in value.values())
        return value if flat and len(line) <= MAX_LINE and canonical(value) == line else None
    except (ValueError, RecursionError):
        return None

def fits(pattern, *values):
    return all(isinstance(value, str) and pattern.fullmatch(value) for value in values)

def is_count(*values):
    return all(type(value) is int and value >= 0 for value in values)

def is_text(*values):
    return all(value is None or isinstance(value, str) for value in values)

def kind_of(line):
    """entry, checkpoint or end; None for a line that is none of them in all its members."""
    names = list(line)  # not joined: a name may hold a comma
    if names == 'act,actor,at,commitment,conference,id,list,open,prev,seq'.split(','):
        whole = isinstance(line['act'], str) and fits(ID, line['id']) and isinstance(line['open'], dict) and fits(HEX, line['prev']) and is_count(line['seq'])
        hidden = [line['actor'], line['at'], line['conference'], line['list']] == [None] * 4 and not line['open'] and fits(BYTES_32, line['commitment'])
        shown = line['commitment'] is None and is_text(line['actor'], line['conference'], line['list']) and fits(INSTANT, line['at'])
        return 'entry' if whole and (hidden if line['act'] == 'confidential' else shown) else None
    for kind, wanted in (('checkpoint', 'at,checkpoint,hash,signature'), ('end', 'at,checkpoints,end,hash,signature')):
        if names == wanted.split(',') and fits(INSTANT, line['at']) and is_count(line[kind]) and fits(HEX, line['hash']) and fits(BYTES_64, line['signature']):
            return kind if kind == 'checkpoint' or is_count(line['checkpoints']) else None
    return None

def decoded(text):
    return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))

def digest(*parts):
    return base64.urlsafe_b64encode(hashlib.sha256(b''.join(parts)).digest()).rstrip(b'=').decode()

def is_signed(folder, kind, line):
    """Whether the key's signature covers the line; openssl does the arithmetic."""
    body = {name: value for name, value in line.items() if name != 'signature'}
    files = {'message': f'nemcon/{kind}/v1\n'.encode() + canonical(body), 'signature': decoded(line['signature'])}
    for name, content in files.items():
        pathlib.Path(folder, name).write_bytes(content)
    done = subprocess.run(['openssl', 'pkeyutl', '-verify', '-pubin', '-inkey', 'key', '-keyform', 'DER', '-rawin', '-in', 'message', '-sigfile', 'signature'],
                          cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode and b'Verification Failure' not in done.stdout:
        stop(4, 'openssl cannot check the signatures; version 3 or later is needed.\n' + done.stdout.decode(errors='replace'))
    return done.returncode == 0

def verify(path, key, roots, receipts, folder):
    pathlib.Path(folder, 'key').write_bytes(bytes.fromhex('302a300506032b6570032100') + decoded(key))  # RFC 8410
    number = seq = checkpoints = 0
    last, at_entry, end, known, met = '0' * 64, False, None, dict.fromkeys(roots, 0), {}
    wanted = {receipt['entry'] for _, receipt in receipts if receipt}
    with open(path, 'rb') as file:
        for raw in iter(lambda: file.readline(MAX_LINE + 2), b''):
            number += 1
            need(not end, 'after-end', number)
            line = parse(raw[:-1]) if raw.endswith(b'\n') else None
            need(line is not None, 'form', number)
            if number == 1:
                need(list(line) == ['format', 'key'] and line['format'] == 'nemcon-record/1' and fits(BYTES_32, line['key']), 'head', number)
                need(line['key'] == key, 'key', number)
                continue
            kind = kind_of(line)
            need(kind is not None, 'members', number)
            if kind == 'entry':
                need(line['seq'] == seq + 1, 'seq', number)
                need(line['prev'] == last, 'prev', number)
                seq, last, at_entry = seq + 1, hashlib.sha256(b'nemcon/record-entry/v1\n' + raw[:-1]).hexdigest(), True
                if last in known:
                    known[last] = seq
                if line['id'] in wanted:
                    met[line['id']] = (seq, line['commitment'])
                continue
            need(line[kind] == seq and (kind == 'end' or at_entry), 'place', number)
            need(line['hash'] == last, 'hash', number)
            need(kind == 'checkpoint' or line['checkpoints'] == checkpoints, 'count', number)
            need(is_signed(folder, kind, line), 'signature', number)
            checkpoints, at_entry, end = checkpoints + (kind == 'checkpoint'), False, line['at'] if kind == 'end' else None
    need(end, 'end', number + 1)
    for root, entry in known.items():
        need(entry, 'root', None, root)
    for name, receipt in receipts:
        need(receipt, 'receipt-form', None, name)
        need(receipt['entry'] in met, 'receipt-unknown', None, name)
        whole = 'content' not in receipt or receipt['facts'].get('content') == digest(b'nemcon/content/v1\n', canonical(receipt['content']))
        made = digest(b'nemcon/commitment/v1\n', decoded(receipt['salt']), canonical(receipt['facts']))
        need(whole and made == met[receipt['entry']][1], 'receipt-differs', None, name)
    return {'ok': True, 'entries': seq, 'checkpoints': checkpoints, 'root': last, 'at': end, 'roots': [{'root': r, 'entry': e} for r, e in known.items()],
            'receipts': [{'receipt': name, 'entry': met[receipt['entry']][0]} for name, receipt in receipts]}

def read_receipt(path):
    with open(path, 'rb') as file:
        content = file.read(MAX_LINE + 2)
    receipt = parse(content[:-1] if content.endswith(b'\n') else content)
    if not receipt or (receipt.get('format'), list(receipt)) not in RECEIPTS:
        return None
    whole = fits(ID, receipt['entry']) and isinstance(receipt['facts'], dict) and isinstance(receipt.get('content', {}), dict) and fits(re.compile(' *'), receipt['pad']) and fits(BYTES_32, receipt['salt'])
    return receipt if whole else None

def read_key(given):
    """43 letters, or a PEM file in which they follow those that RFC 8410 gives."""
    pem = os.path.isfile(given) and re.fullmatch(rb'-----BEGIN PUBLIC KEY-----\s+MCowBQYDK2VwAyEA([A-Za-z0-9+/]{43})=\s+-----END PUBLIC KEY-----\s*', pathlib.Path(given).read_bytes())
    return pem.group(1).translate(bytes.maketrans(b'+/', b'-_')).decode() if pem else given

def stop(code, message):
    sys.stderr.write(message.rstrip() + '\n')
    sys.exit(code)

def main():
    parser = argparse.ArgumentParser(description='Verifies an export of the record.')
    parser.add_argument('file')
    parser.add_argument('--key', required=True)
    parser.add_argument('--root', action='append', default=[])
    parser.add_argument('--receipt', action='append', default=[])
    parser.add_argument('--json', action='store_true')
    # A key may begin with a dash, which argparse takes for an option.
    asked = parser.parse_args([part for part in re.sub('\0(--key|--root|--receipt)\0', r'\0\1=', '\0' + '\0'.join(sys.argv[1:])).split('\0') if part])
    roots = [''.join(root.split()).lower() for root in asked.root]
    try:
        key = read_key(asked.key)
        if not fits(BYTES_32, key) or not fits(HEX, *roots):
            stop(2, 'KEY is the PEM file that the Office publishes, or its 43 letters; HASH is 64 letters from 0 to f, as the letter prints it.')
        with tempfile.TemporaryDirectory() as folder:
            answer = verify(asked.file, key, roots, [(path, read_receipt(path)) for path in asked.receipt], folder)
    except Fault as fault:
        answer = fault.answer
    except OSError as error:
        stop(4 if error.filename == 'openssl' else 2, str(error))
    if asked.json: print(json.dumps(answer, ensure_ascii=False, separators=(',', ':')))
    elif answer['ok']:
        print(f"In order: {answer['entries']} entries, {answer['checkpoints']} signed checkpoints, as of {answer['at']}. Root: {answer['root']}")
    else:
        print(f"Not in order: {answer['which'] if answer['line'] is None else 'line ' + str(answer['line'])}: {FAULTS[answer['fault']]}.")
    sys.exit(0 if answer['ok'] else 1)

if __name__ == '__main__':
    main()
