"""Answers many exports in one process by docs/verify/verify.py: one JSON object a line in, one a line out. Tests only."""
import functools, json, os, sys, tempfile

sys.path.insert(0, sys.argv[1])
import verify

made = verify.is_signed
with tempfile.TemporaryDirectory() as folder:
    # Many exports share lines: openssl is asked once of each.
    @functools.lru_cache(maxsize=None)
    def asked_once(key, kind, line):
        return made(folder, kind, json.loads(line))

    for asked in map(json.loads, sys.stdin):
        verify.is_signed = lambda _, kind, line: asked_once(asked['key'], kind, json.dumps(line))
        try:
            roots = [''.join(root.split()).lower() for root in asked['roots']]
            receipts = [(name, verify.read_receipt(os.path.join(asked['folder'], name))) for name in asked['receipts']]
            answer = verify.verify(os.path.join(asked['folder'], asked['file']), asked['key'], roots, receipts, folder)
        except verify.Fault as fault:
            answer = fault.answer
        print(json.dumps(answer, ensure_ascii=False, separators=(',', ':')), flush=True)
