import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countSet, isSavable, readFilters, toggled, toQuery, toSaved, toSearch, valuesOf } from '@/lib/query'

const kKeys = ['city', 'chain'] as const

test('filters survive the way into the address and back', () => {
  const filters = { city: ['320500', '330200'], chain: ['robot'] }
  const search = new URLSearchParams(toSearch(filters))
  const query = { city: search.getAll('city'), chain: search.get('chain') }
  assert.deepEqual(readFilters(query, kKeys), filters)
  assert.deepEqual(readFilters(toQuery(filters), kKeys), filters)
})

test('blank, repeated and unknown values are left aside', () => {
  assert.deepEqual(valuesOf(['a', '', 'a', null, 'b']), ['a', 'b'])
  assert.deepEqual(valuesOf(undefined), [])
  assert.deepEqual(readFilters({ city: '1', other: 'x' }, kKeys), { city: ['1'], chain: [] })
})

test('toggling twice changes nothing', () => {
  const once = toggled({ city: ['1'] }, 'city', '2')
  assert.deepEqual(once, { city: ['1', '2'] })
  assert.deepEqual(toggled(once, 'city', '2'), { city: ['1'] })
  assert.deepEqual(toggled({}, 'chain', 'robot'), { chain: ['robot'] })
})

test('text is escaped and empty extras are left out', () => {
  assert.equal(toSearch({ city: [] }, { q: '电池 & 电机', cursor: null, limit: 50 }), '?q=%E7%94%B5%E6%B1%A0+%26+%E7%94%B5%E6%9C%BA&limit=50')
  assert.equal(toSearch({ city: [] }, { q: '' }), '')
  assert.equal(countSet({ city: ['1', '2'], chain: [] }), 2)
})

test('a search is kept with every filter that it knows, and not offered to be kept with another', () => {
  const filters = { kind: ['talent'], city: ['320500', '310000'], level: [] as string[] }
  assert.deepEqual(toSaved(filters, '焊接'), { q: '焊接', kind: ['talent'], chain: [], city: ['320500', '310000'], province: [], title: [], scale: [] })
  assert.equal(isSavable(filters), true)
  assert.equal(isSavable({ ...filters, level: ['senior'] }), false)
})
