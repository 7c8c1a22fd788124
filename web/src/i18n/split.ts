// Messages are written as pairs [中文, English], so that neither language can lack one. `split` takes one side of a tree of them.
export type Pair = readonly [zh: string, en: string]
export interface Pairs {
  [key: string]: Pair | Pairs
}
export interface Messages {
  [key: string]: string | Messages
}

function isPair(value: Pair | Pairs): value is Pair {
  return Array.isArray(value)
}

export function split(pairs: Pairs, side: 0 | 1): Messages {
  return Object.fromEntries(
    Object.entries(pairs).map(([key, value]) => [key, isPair(value) ? value[side] : split(value, side)]),
  )
}
