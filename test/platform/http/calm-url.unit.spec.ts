import { calmUrl } from '../../../src/platform/http/calm-url.js';

it('leaves an address that can be routed as it is', () => {
  for (const url of ['/', '/c/demo?search=%D9%85&country=FR', '/status/ABCDE-ABCDE', '/m/a%20b', '*']) expect(calmUrl(url)).toBe(url);
});

it('asks for a part that cannot be routed as for one that nobody knows, and keeps the question after it', () => {
  expect(calmUrl('/status/%E0%A4%A')).toBe('/status/unknown');
  expect(calmUrl(`/m/${'A'.repeat(5_000)}?lang=ar`)).toBe('/m/unknown?lang=ar');
  expect(calmUrl('/m/%/not-us?lang=%E0')).toBe('/m/unknown/not-us?lang=%E0');
});
