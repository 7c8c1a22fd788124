// The picture of time to survive against time to recover: three losses on one scale of days.

/** Where things stand on a track, in percent of its width. */
export interface Track {
  /** Final output is whole up to here. */
  whole: number
  /** From the end of stocks to recovery; null if there is no gap. */
  gap: { from: number; to: number } | null
  /** Survival goes on beyond the track's end. */
  beyond: boolean
}

/**
 * The last day of the scale: what is compared, with a tenth to spare. Survival far beyond recovery is cut off, so that the days
 * that matter stay wide.
 */
export function lastDay(survive: (number | null)[], recover: number | null): number {
  const finite = survive.filter((days): days is number => days !== null)
  if (recover === null) return Math.max(30, 1.1 * Math.max(0, ...finite))
  const most = Math.max(recover, ...finite.filter((days) => days <= 1.5 * recover))
  return Math.max(1, 1.1 * most)
}

/** `survive` null: for as long as the horizon. */
export function track(survive: number | null, recover: number | null, last: number): Track {
  const at = (days: number): number => Math.min(100, (100 * days) / last)
  const whole = survive === null ? 100 : at(survive)
  const short = survive !== null && recover !== null && survive < recover
  return { whole, gap: short ? { from: whole, to: at(recover) } : null, beyond: survive === null || survive > last }
}
