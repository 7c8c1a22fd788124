import type { Pairs } from './split'

export const record = {} satisfies Pairs
