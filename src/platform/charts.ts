/** One bar: its label, how many, and its share in whole per cent. */
export interface Bar {
  label: string;
  value: number;
  share: number;
}

export interface PlacedBar extends Bar {
  y: number;
  width: number;
}

const ROW = 34;
const WIDTH = 300;

/** Bars with their places in a drawing of 420 units' width; the template draws them, the numbers stand in a table beside. */
export function placeBars(bars: { label: string; value: number }[]): { bars: PlacedBar[]; height: number } {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const total = bars.reduce((sum, { value }) => sum + value, 0);
  return {
    bars: bars.map(({ label, value }, at) => (
      { label, value, share: total ? Math.round((100 * value) / total) : 0, y: at * ROW, width: Math.round((WIDTH * value) / most) }
    )),
    height: bars.length * ROW,
  };
}
