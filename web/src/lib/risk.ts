// Arithmetic that the risk pages spell out, computed anew from what the page shows.
import type { RiskClass } from '@/api/types'

export const kRiskClasses: Exclude<RiskClass, 'none'>[] = ['red', 'orange', 'yellow']

/** Effective number of makers: 1 / Σ share² (the inverse of the Herfindahl index). Null if there are none. */
export function effectiveMakers(shares: number[]): number | null {
  const sum = shares.reduce((total, share) => total + share * share, 0)
  return sum > 0 ? 1 / sum : null
}

export function greatest(severity: { largest_maker: number; largest_city: number; outside: number }): number {
  return Math.max(severity.largest_maker, severity.largest_city, severity.outside)
}
