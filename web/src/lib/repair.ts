// From a plan to the register: what is recorded of a measure, once, with the effect that was computed.
import type { MeasureEffect, MeasureInput, MeasureKind, RepairEffect, RepairMeasure } from '@/api/types'

/** The register takes so many at once, all or none. */
export const kRecordedAtOnce = 100
const kTitleLength = 150

/** What the whole plan makes of the measure's point; of a point that it leaves as it is, the measure's own effect. */
export function effectTogether(measure: RepairMeasure, effect: RepairEffect): MeasureEffect {
  const point = effect.points.find((one) => one.product.id === measure.product.id)
  if (!point) return measure.effect_alone
  return { severity_before: point.severity_before, severity_after: point.severity_after, class_before: point.class_before, class_after: point.class_after }
}

export interface Words {
  title: string // of the measure, in the reader's language
  note: string
  method: string // how the effect was computed
}

export function recordOf(chain: string, measure: RepairMeasure, effect: MeasureEffect, words: Words): MeasureInput {
  return {
    chain, product: measure.product.id, kind: measure.kind.code as MeasureKind, key: measure.register_key,
    title: shortened(words.title), note: words.note, cost_cny: measure.cost_cny,
    organisations: measure.calls.map((call) => call.organisation.id),
    effect_computed: { ...effect, method: words.method },
  }
}

function shortened(title: string): string {
  const letters = [...title]
  return letters.length <= kTitleLength ? title : letters.slice(0, kTitleLength - 1).join('') + '…'
}

/** How many measures of each kind, organisations and points: the plan in one line. */
export function countRecords(measures: RepairMeasure[]): { kinds: [MeasureKind, number][]; organisations: number; points: number; cost_cny: number } {
  const kinds = new Map<MeasureKind, number>()
  const organisations = new Set<string>()
  const points = new Set<string>()
  let cost_cny = 0
  for (const measure of measures) {
    const kind = measure.kind.code as MeasureKind
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    for (const call of measure.calls) organisations.add(call.organisation.id)
    points.add(measure.product.id)
    cost_cny += measure.cost_cny
  }
  return { kinds: [...kinds], organisations: organisations.size, points: points.size, cost_cny }
}
