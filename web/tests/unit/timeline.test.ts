import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastDay, track } from '@/lib/timeline'

test('the scale reaches past recovery and is not stretched by survival far beyond it', () => {
  assert.equal(Math.round(lastDay([51.6, 36.9, 430], 180)), 198)
  assert.equal(Math.round(lastDay([51.6, 200, null], 180)), 220)
  assert.equal(Math.round(lastDay([null, null], 180)), 198)
  assert.equal(lastDay([0, 0], null), 30)
  assert.ok(lastDay([0], 0) > 0)
})

test('the gap is from the end of stocks to recovery, and only there', () => {
  assert.deepEqual(track(50, 150, 200), { whole: 25, gap: { from: 25, to: 75 }, beyond: false })
  assert.deepEqual(track(150, 150, 200), { whole: 75, gap: null, beyond: false })
  assert.deepEqual(track(430, 180, 200), { whole: 100, gap: null, beyond: true })
  assert.deepEqual(track(null, 180, 200), { whole: 100, gap: null, beyond: true })
  assert.deepEqual(track(0, null, 30), { whole: 0, gap: null, beyond: false })
})
