import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kNeedMost, makersLink, needOf } from '@/lib/makers'

test('a link to suppliers carries no more of a text than the API reads, in whole characters', () => {
  assert.deepEqual(makersLink(), { path: '/makers', query: {} })
  assert.deepEqual(makersLink('轴承'), { path: '/makers', query: { q: '轴承' } })
  assert.equal([...needOf('𠀋'.repeat(700))].length, kNeedMost)
  assert.equal(needOf(needOf('碳纤维 '.repeat(99))), needOf('碳纤维 '.repeat(99)))
})
