// Arithmetic that the risk pages spell out, computed anew from what the page shows.
import type { RiskCertainty, RiskClass } from '@/api/types'
import { formatShare } from './format'

export const kRiskClasses: Exclude<RiskClass, 'none'>[] = ['red', 'orange', 'yellow']

/** Shares of final output lost from which a severity is of level 1, 2, 3: docs/risk-points.md, section 6. */
export const kSeverityLevels = [0.01, 0.03, 0.1]

/** Whether a severity, as it is shown, lies outside what the draws say. */
export function outsideRange(severity: number, drawn: RiskCertainty): boolean {
  const shown = (value: number) => formatShare(value)
  const within = severity >= drawn.severity_smallest && severity <= drawn.severity_largest
  return !within && shown(severity) !== shown(drawn.severity_smallest) && shown(severity) !== shown(drawn.severity_largest)
}

/** Both ends of a proven interval of shares as percentages with two decimals, rounded outwards so that it still holds. */
export function provenRange({ lower, upper }: { lower: number; upper: number }): { lower: string; upper: string } {
  const percent = (hundredths: number) => `${(hundredths / 100).toFixed(2)}%`
  return { lower: percent(Math.floor(lower * 1e4)), upper: percent(Math.min(10_000, Math.ceil(upper * 1e4))) }
}

/** Effective number of makers: 1 / Σ share² (the inverse of the Herfindahl index). Null if there are none. */
export function effectiveMakers(shares: number[]): number | null {
  const sum = shares.reduce((total, share) => total + share * share, 0)
  return sum > 0 ? 1 / sum : null
}

export function greatest(severity: { largest_maker: number; largest_city: number; outside: number }): number {
  return Math.max(severity.largest_maker, severity.largest_city, severity.outside)
}
