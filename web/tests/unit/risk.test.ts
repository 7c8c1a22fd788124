import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RiskCertainty } from '@/api/types'
import { outsideRange, provenRange } from '@/lib/risk'

test('a severity lies outside the range of the draws only if one sees it', () => {
  const drawn: RiskCertainty = {
    draws: 20, seed: 1, severity_smallest: 0.14, severity_median: 0.142, severity_largest: 0.1432,
    classes: { red: 20, orange: 0, yellow: 0, none: 0 }, kept: 20, robust: true,
  }
  assert.equal(outsideRange(0.142, drawn), false)
  assert.equal(outsideRange(0.173, drawn), true)
  assert.equal(outsideRange(0.1398, drawn), false, 'shown as 14.0% like the smallest')
  assert.equal(outsideRange(0.1437, drawn), true, 'shown as 14.4%')
})

test('a proven interval is rounded outwards and never beyond the whole', () => {
  assert.deepEqual(provenRange({ lower: 0.12345, upper: 0.12351 }), { lower: '12.34%', upper: '12.36%' })
  assert.deepEqual(provenRange({ lower: 0.99999, upper: 1.00001 }), { lower: '99.99%', upper: '100.00%' })
})
