import fc from 'fast-check';
import { checkDeadline, earliestDeadline, isInstant, isOnTime, readWallTime, servedShortly, silenceDeadline, silenceWallTime } from '../../workflows/deadline.js';
import type { Silence } from '../../workflows/modality.js';

const newYork = 'America/New_York';
const silence = (more: Partial<Silence>): Silence => ({ length: null, minimum: null, zone: newYork, ...more });

describe('a wall time', () => {
  it('is one instant on an ordinary day', () => {
    expect(readWallTime('2026-12-07T17:00', newYork)).toEqual({ ok: true, instant: '2026-12-07T22:00:00.000Z' });
    expect(readWallTime('2026-07-07T17:00', newYork)).toEqual({ ok: true, instant: '2026-07-07T21:00:00.000Z' });
  });

  it('that a clock change skips is refused with two readings', () => {
    expect(readWallTime('2026-03-08T02:30', newYork)).toEqual({
      ok: false, rule: 'deadline-skipped',
      readings: [{ instant: '2026-03-08T06:30:00.000Z', offset: '-05:00' }, { instant: '2026-03-08T07:30:00.000Z', offset: '-04:00' }],
    });
  });

  it('that a clock change repeats is refused with two readings', () => {
    expect(readWallTime('2026-11-01T01:30', newYork)).toEqual({
      ok: false, rule: 'deadline-repeated',
      readings: [{ instant: '2026-11-01T05:30:00.000Z', offset: '-04:00' }, { instant: '2026-11-01T06:30:00.000Z', offset: '-05:00' }],
    });
  });

  it.each([['2026-02-30T10:00', 'deadline-shape'], ['tomorrow', 'deadline-shape'], ['2026-12-07', 'deadline-shape']])('%s is no wall time', (wall, rule) => {
    expect(readWallTime(wall, newYork)).toMatchObject({ ok: false, rule });
  });

  it('needs a zone that exists', () => {
    expect(readWallTime('2026-12-07T17:00', 'EST5')).toMatchObject({ ok: false, rule: 'zone-unknown' });
  });

  it('is read as an instant of fixed width, whatever day it is', () => {
    fc.assert(fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (date) => {
      const read = readWallTime(date.toISOString().slice(0, 16), newYork);
      const instants = read.ok ? [read.instant] : 'readings' in read ? read.readings.map(({ instant }) => instant) : [];
      expect(instants.length).toBeGreaterThan(0);
      for (const instant of instants) expect(isInstant(instant)).toBe(true);
    }));
  });
});

describe('the length of silence', () => {
  // Clocks go back in New York in the night to 1 November 2026.
  const friday = '2026-10-30T21:00:00.000Z';

  it('"72 hours" and "3 days" differ across a clock change', () => {
    expect(silenceDeadline(silence({ length: { hours: 72 } }), friday)).toBe('2026-11-02T21:00:00.000Z');
    expect(silenceDeadline(silence({ length: { days: 3 } }), friday)).toBe('2026-11-02T22:00:00.000Z');
  });

  it('can end at a stated wall time', () => {
    expect(silenceDeadline(silence({ length: { days: 14, at: '17:00' } }), '2026-11-23T15:12:00.000Z')).toBe('2026-12-07T22:00:00.000Z');
  });

  it('is offered as wall time, hours up to the next full one', () => {
    const at = '2026-11-23T15:12:07.000Z';
    const lengths = [{ days: 14, at: '17:00' }, { days: 3 }, { hours: 72 }, { until: '2026-12-10T12:00' }, null];
    expect(lengths.map((length) => silenceWallTime(silence({ length }), at))).toEqual(['2026-12-07T17:00', '2026-11-26T10:13', '2026-11-26T11:00', '2026-12-10T12:00', null]);
  });

  it('is the Office\'s where the resolution gives none', () => {
    expect(silenceDeadline(silence({}), friday)).toBeNull();
  });

  it('is not below the minimum, and not in the past', () => {
    const minimum = silence({ minimum: { hours: 72 } });
    expect(earliestDeadline(minimum, friday)).toBe('2026-11-02T21:00:00.000Z');
    expect(checkDeadline(minimum, friday, '2026-11-02T20:59:59.999Z')).toMatchObject({ rule: 'deadline-below-minimum' });
    expect(checkDeadline(minimum, friday, '2026-11-02T21:00:00.000Z')).toBeNull();
    expect(checkDeadline(minimum, friday, friday)).toMatchObject({ rule: 'deadline-in-past' });
  });
});

describe('a Mission that was served late', () => {
  it('had less time than the modality asks for, to the millisecond and across a clock change', () => {
    const monday = '2026-11-02T17:00:00.000Z';
    expect(servedShortly(silence({ leastAfterService: { hours: 48 } }), '2026-10-31T17:00:00.000Z', monday)).toBe(false);
    expect(servedShortly(silence({ leastAfterService: { hours: 48 } }), '2026-10-31T17:00:00.001Z', monday)).toBe(true);
    // Two days of which one has 25 hours.
    expect(servedShortly(silence({ leastAfterService: { days: 2 } }), '2026-10-31T16:00:00.000Z', monday)).toBe(false);
    expect(servedShortly(silence({ leastAfterService: { days: 2 } }), '2026-10-31T16:00:00.001Z', monday)).toBe(true);
  });

  it('had less than a day where the modality asks for nothing', () => {
    expect(['2026-11-01T17:00:00.000Z', '2026-11-01T17:00:00.001Z'].map((at) => servedShortly(silence({}), at, '2026-11-02T17:00:00.000Z'))).toEqual([false, true]);
  });
});

describe('on time', () => {
  it('is the deadline\'s own instant, and not a millisecond after', () => {
    expect(isOnTime('2026-12-07T22:00:00.000Z', '2026-12-07T22:00:00.000Z')).toBe(true);
    expect(isOnTime('2026-12-07T22:00:00.001Z', '2026-12-07T22:00:00.000Z')).toBe(false);
  });
});
