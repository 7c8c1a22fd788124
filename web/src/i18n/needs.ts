import type { Pairs } from './split'

export const needs = {} satisfies Pairs
