import { useEffect, useState } from 'react';

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** @param seconds from now; before now they are negative */
function relativeText(seconds: number): string {
  const unit = units.find(([, size]) => Math.abs(seconds) >= size);
  return unit ? relative.format(Math.round(seconds / unit[1]), unit[0]) : Math.abs(seconds) < 10 ? 'just now' : relative.format(Math.round(seconds), 'second');
}

export const exactText = (at: string) => exact.format(new Date(at));
/** A date without a time, such as a sunset. */
export const dateText = (date: string) => day.format(new Date(date));

const refreshMs = 30_000;

/** When something was or will be, from now; the exact time is its title. */
export function Time({ at }: { at: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), refreshMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={exactText(at)}>
      {relativeText((Date.parse(at) - now) / 1_000)}
    </time>
  );
}
