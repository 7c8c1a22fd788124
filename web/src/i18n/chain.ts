import type { Pairs } from './split'

export const chain = {} satisfies Pairs
