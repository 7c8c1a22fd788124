import type { Pairs } from './split'

export const about = {} satisfies Pairs
