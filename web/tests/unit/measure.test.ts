import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MeasureRow } from '@/api/types'
import { byPoint, changeParts, isOpen, kindKey, kMeasureStates, movesFrom } from '@/lib/measure'
import { pairs } from '@/i18n'

test('from every state there is a way on, never to itself, and all states can be reached', () => {
  const reached = new Set(['proposed'])
  for (const state of kMeasureStates) {
    const moves = movesFrom(state)
    assert.ok(moves.length > 0, state)
    for (const move of moves) {
      assert.notEqual(move.to, state)
      assert.ok(move.key.split('.').reduce((tree: any, part) => tree?.[part], pairs), move.key)
      reached.add(move.to)
    }
    assert.ok(moves.filter((move) => move.main).length <= 1, 'one main way')
  }
  assert.deepEqual([...reached].sort(), [...kMeasureStates].sort())
})

test('what did not change is not told', () => {
  const counts = { since: '', new: 2, worse: 0, better: 3, gone: 1, same: 40 }
  assert.deepEqual(changeParts(counts), [{ kind: 'new', count: 2 }, { kind: 'better', count: 3 }, { kind: 'gone', count: 1 }])
  assert.deepEqual(changeParts({ ...counts, new: 0, better: 0, gone: 0 }), [])
})

test('measures are found by their point', () => {
  const measure = (id: string, chain: string, product: string) => ({ id, chain: { key: chain }, product: { id: product } }) as MeasureRow
  const map = byPoint([measure('1', 'nev', '7'), measure('2', 'nev', '8'), measure('3', 'nev', '7')])
  assert.deepEqual(map.get('nev/7')?.map((m) => m.id), ['1', '3'])
  assert.equal(map.get('robot/7'), undefined)
})

test('a kind is named by its own word, not by the button that adds', () => {
  assert.equal(kindKey('add'), 'measure.add_kind')
  assert.equal(isOpen('done'), false)
  assert.equal(isOpen('in_progress'), true)
})
