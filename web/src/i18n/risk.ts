import type { Pairs } from './split'

export const risk = {} satisfies Pairs
