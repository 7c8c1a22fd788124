import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RiskCertainty } from '@/api/types'
import { outsideRange } from '@/lib/risk'

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
