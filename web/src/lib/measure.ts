// What one can do with a measure in each of its states, and the figures of its effect.
import type { MeasureKind, MeasureRow, MeasureState, RiskChangeCounts, RiskChangeKind } from '@/api/types'

export const kMeasureKinds: MeasureKind[] = ['add', 'secure', 'strengthen']
export const kMeasureStates: MeasureState[] = ['proposed', 'adopted', 'in_progress', 'done', 'dropped']
export const kChangeKinds: Exclude<RiskChangeKind, 'same'>[] = ['new', 'worse', 'better', 'gone']

/** The message of a kind: "add" is the button's word, so the kind has a name of its own. */
export function kindKey(kind: MeasureKind): string {
  return kind === 'add' ? 'measure.add_kind' : `measure.${kind}`
}

export interface Move {
  to: MeasureState
  key: string // of the message on its button
  main: boolean // the way forward
}

/** Where a measure may go next, the way forward first. */
export function movesFrom(state: MeasureState): Move[] {
  const move = (to: MeasureState, main = false, key = `measure.to_${to}`): Move => ({ to, key, main })
  switch (state) {
    case 'proposed':
      return [move('adopted', true), move('dropped')]
    case 'adopted':
      return [move('in_progress', true), move('dropped')]
    case 'in_progress':
      return [move('done', true), move('dropped')]
    case 'done':
      return [move('in_progress', false, 'measure.back_to_in_progress')]
    case 'dropped':
      return [move('proposed')]
  }
}

export interface ChangePart {
  kind: Exclude<RiskChangeKind, 'same'>
  count: number
}

/** What changed, without what did not: 新增 2, 加重 1. */
export function changeParts(counts: RiskChangeCounts): ChangePart[] {
  return kChangeKinds.map((kind) => ({ kind, count: counts[kind] })).filter((part) => part.count > 0)
}

/** Measures of each risk point, by "chain/product". */
export function byPoint(measures: MeasureRow[]): Map<string, MeasureRow[]> {
  const map = new Map<string, MeasureRow[]>()
  for (const measure of measures) {
    const key = `${measure.chain.key}/${measure.product.id}`
    map.set(key, [...(map.get(key) ?? []), measure])
  }
  return map
}

export function isOpen(state: MeasureState): boolean {
  return state !== 'done' && state !== 'dropped'
}
