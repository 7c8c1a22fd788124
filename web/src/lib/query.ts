// The state of a list page ↔ the query part of its address, so that a view can be kept, shared and gone back to.

import type { SavedFilter } from '@/api/types'

export type QueryValue = string | null | undefined | (string | null)[]
export type Query = Record<string, QueryValue>
export type Filters = Record<string, string[]>

/** The values of one key, in order, without blanks or repeats. */
export function valuesOf(value: QueryValue): string[] {
  const list = Array.isArray(value) ? value : [value]
  return [...new Set(list.filter((v): v is string => typeof v === 'string' && v !== ''))]
}

/** Reads the named filters; keys that are not named are left aside. */
export function readFilters(query: Query, keys: readonly string[]): Filters {
  return Object.fromEntries(keys.map((key) => [key, valuesOf(query[key])]))
}

/** Adds the value to the key, or takes it away if it is there. */
export function toggled(filters: Filters, key: string, value: string): Filters {
  const now = filters[key] ?? []
  const next = now.includes(value) ? now.filter((v) => v !== value) : [...now, value]
  return { ...filters, [key]: next }
}

/** "?city=3205&city=3302&q=..." with keys in the order given; "" if nothing is set. */
export function toSearch(filters: Filters, extra: Record<string, string | number | null | undefined> = {}): string {
  const params = new URLSearchParams()
  for (const [key, values] of Object.entries(filters)) {
    for (const value of values) params.append(key, value)
  }
  for (const [key, value] of Object.entries(extra)) {
    if (value !== null && value !== undefined && value !== '') params.append(key, String(value))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** What vue-router wants: single values as strings, none as absent. */
export function toQuery(filters: Filters): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  for (const [key, values] of Object.entries(filters)) {
    if (values.length === 1) query[key] = values[0]
    else if (values.length > 1) query[key] = values
  }
  return query
}

export function countSet(filters: Filters): number {
  return Object.values(filters).reduce((total, values) => total + values.length, 0)
}

/** What a list page shows as a search that can be kept; filters that a list does not know are empty. */
export function toSaved(filters: Filters, q: string): SavedFilter {
  const of = (key: string): string[] => filters[key] ?? []
  return { q, kind: of('kind'), chain: of('chain'), city: of('city'), province: of('province'), title: of('title'), scale: of('scale') }
}

/** Whether toSaved keeps all that is filtered by: not the terms of capital, talent and technology. */
export function isSavable(filters: Filters): boolean {
  const kept = ['kind', 'chain', 'city', 'province', 'title', 'scale']
  return Object.entries(filters).every(([key, values]) => values.length === 0 || kept.includes(key))
}
