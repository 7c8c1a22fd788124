// A scenario ↔ the address, and what its answer looks like after each wave.
// "?days=6&shock=city:330200,lost:0.5&shock=outside:true,product:123,lost:1" (docs/formats/scenario.md has the fields).
import type { Scenario, ScenarioShock, WhatIf } from '@/api/types'
import { valuesOf, type QueryValue } from './query'

export const kDays = 30 // when the address does not say
export const kDaysMax = 365
const kTexts = ['firm', 'product', 'industry', 'city', 'province'] as const
export type ShockKind = (typeof kTexts)[number] | 'outside'

/** "city:330200,lost:0.5"; values are escaped, so that a name may hold any character. */
export function writeShock(shock: ScenarioShock): string {
  const parts: string[] = shock.outside ? ['outside:true'] : []
  for (const key of kTexts) {
    if (shock[key]) parts.push(`${key}:${encodeURIComponent(shock[key]!)}`)
  }
  return [...parts, `lost:${shock.lost}`].join(',')
}

/** Null if nothing can be made of it; the server checks the rest. */
export function readShock(text: string): ScenarioShock | null {
  const shock: ScenarioShock = { lost: 1 }
  let named = false
  for (const part of text.split(',')) {
    const colon = part.indexOf(':')
    const key = part.slice(0, colon)
    const value = unescaped(part.slice(colon + 1))
    if (colon < 1 || value === null) return null
    if (key === 'lost') {
      const lost = Number(value)
      if (value === '' || !(lost >= 0 && lost <= 1)) return null
      shock.lost = lost
    } else if (key === 'outside' && value === 'true') {
      shock.outside = named = true
    } else if ((kTexts as readonly string[]).includes(key) && value !== '') {
      shock[key as (typeof kTexts)[number]] = value
      named = true
    } else return null
  }
  return named ? shock : null
}

function unescaped(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

export function readScenario(query: Record<string, QueryValue>): Scenario {
  const days = Number(valuesOf(query.days)[0] ?? kDays)
  const shocks = valuesOf(query.shock).flatMap((text) => readShock(text) ?? [])
  const title = valuesOf(query.title)[0]
  return { ...(title ? { title } : {}), days: Number.isInteger(days) && days >= 1 && days <= kDaysMax ? days : kDays, shocks }
}

export function writeScenario(scenario: Scenario): Record<string, string | string[]> {
  return {
    ...(scenario.title ? { title: scenario.title } : {}),
    days: String(scenario.days),
    shock: scenario.shocks.map(writeShock),
  }
}

/** Where a link 推演其停产 leads. */
export function whatIfLink(shock: ScenarioShock, days = kDays) {
  return { name: 'what-if', query: writeScenario({ days, shocks: [shock] }) }
}

/** Of which a shock is, apart from how much is lost: two with the same are one. */
export function subjectOf(shock: ScenarioShock): string {
  return writeShock({ ...shock, lost: 0 })
}

/** Adds the shock, or takes it away if there is one of the same subject. */
export function toggleShock(shocks: ScenarioShock[], shock: ScenarioShock): ScenarioShock[] {
  const rest = shocks.filter((s) => subjectOf(s) !== subjectOf(shock))
  return rest.length < shocks.length ? rest : [...shocks, shock]
}

// The same limits for every scenario and every wave, so that two pictures can be compared.
export const kLossBreaks = [0.01, 0.05, 0.15, 0.4]
const kLossSeen = 0.0005 // what would read as 0.0 % leaves no colour

export function lossStep(rate: number): number {
  return rate < kLossSeen ? 0 : 1 + kLossBreaks.filter((b) => rate >= b).length
}

/** Rates by key after wave `wave`. */
export function ratesAfter<T extends { waves: number[] }>(rows: T[], key: (row: T) => string, wave: number): Map<string, number> {
  return new Map(rows.map((row) => [key(row), row.waves[Math.min(wave, row.waves.length - 1)] ?? 0]))
}

/** The chain that loses most; null if none loses anything. */
export function worstChain(answer: WhatIf): string | null {
  const worst = [...answer.chains].sort((a, b) => b.rate - a.rate)[0]
  return worst && worst.rate > 0 ? worst.chain.key : null
}
