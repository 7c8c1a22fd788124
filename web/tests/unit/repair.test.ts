import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RepairEffect, RepairMeasure } from '@/api/types'
import { countRecords, effectTogether, recordOf } from '@/lib/repair'

function measure(id: string, kind: string, product: string, firms: string[]): RepairMeasure {
  return {
    id, kind: { code: kind }, product: { id: product }, cost_cny: 100, register_key: `R-${id}`,
    effect_alone: { severity_before: 0.6, severity_after: 0.5, class_before: 'red', class_after: 'red' },
    calls: firms.map((firm) => ({ organisation: { id: firm }, role: 'supplier', revenue_cny_year: null })),
  } as unknown as RepairMeasure
}
const effect = { points: [{ product: { id: '7' }, class_before: 'red', class_after: 'yellow', severity_before: 0.6, severity_after: 0.02 }] } as unknown as RepairEffect

test('a record says what is done, with whom, at what cost and with which computed effect', () => {
  const one = measure('a', 'secure', '7', ['1', '2'])
  assert.deepEqual(recordOf('robot', one, one.effect_alone, { title: '第二供方', note: '为什么', method: '推演' }), {
    chain: 'robot', product: '7', kind: 'secure', key: 'R-a', title: '第二供方', note: '为什么', cost_cny: 100, organisations: ['1', '2'],
    effect_computed: { severity_before: 0.6, severity_after: 0.5, class_before: 'red', class_after: 'red', method: '推演' },
  })
})

test('a title that is too long for the register ends in dots, and no letter is cut in two', () => {
  const record = recordOf('robot', measure('a', 'add', '7', []), effect.points[0] as never, { title: '𠮷'.repeat(151), note: '', method: '' })
  assert.equal([...record.title].length, 150)
  assert.ok(record.title.endsWith('𠮷…'))
  assert.equal(recordOf('robot', measure('a', 'add', '7', []), effect.points[0] as never, { title: '𠮷'.repeat(150), note: '', method: '' }).title, '𠮷'.repeat(150))
})

test('together is what the plan makes of the point; a point it leaves alone keeps the measure\'s own effect', () => {
  assert.deepEqual(effectTogether(measure('a', 'add', '7', []), effect), { severity_before: 0.6, severity_after: 0.02, class_before: 'red', class_after: 'yellow' })
  const other = measure('b', 'add', '8', [])
  assert.deepEqual(effectTogether(other, effect), other.effect_alone)
})

test('kinds, firms and points are counted once each', () => {
  const counts = countRecords([measure('a', 'add', '7', ['1']), measure('b', 'secure', '7', ['1', '2']), measure('c', 'add', '8', ['3'])])
  assert.deepEqual(counts, { kinds: [['add', 2], ['secure', 1]], organisations: 3, points: 2, cost_cny: 300 })
})
