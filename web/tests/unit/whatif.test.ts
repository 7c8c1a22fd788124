import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lossStep, ratesAfter, readScenario, readShock, subjectOf, toggleShock, writeScenario, writeShock } from '@/lib/whatif'

test('a scenario survives the way into the address and back', () => {
  const scenario = {
    title: '台风, 六天',
    days: 6,
    shocks: [
      { city: '330200', lost: 0.5 },
      { outside: true, product: '123', lost: 1 },
      { firm: 'A, B: 100% & 公司（样例）', lost: 0 },
      { province: '340000', industry: 'C39', lost: 0.25 },
    ],
  }
  const query = writeScenario(scenario)
  const search = new URLSearchParams(Object.entries(query).flatMap(([k, v]) => [v].flat().map((one) => [k, one])))
  assert.deepEqual(readScenario({ title: search.get('title'), days: search.get('days'), shock: search.getAll('shock') }), scenario)
})

test('what is no shock is left aside, and days out of range are the default', () => {
  for (const text of ['', 'lost:0.5', 'city:', 'city:330200,lost:2', 'city:330200,lost:', 'city:330200,lost:x', 'town:1', 'city', 'outside:false', 'firm:%E0%A4%A']) {
    assert.equal(readShock(text), null, text)
  }
  assert.deepEqual(readShock('city:330200'), { city: '330200', lost: 1 })
  for (const days of ['0', '366', '1.5', 'x', '-3']) assert.equal(readScenario({ days }).days, 30, days)
})

test('a shock is taken out by naming its subject again, whatever is lost', () => {
  const half = { city: '330200', lost: 0.5 }
  assert.deepEqual(toggleShock([half], { city: '330200', lost: 1 }), [])
  assert.equal(toggleShock([half], { city: '330200', product: '7', lost: 1 }).length, 2)
  assert.equal(subjectOf(half), writeShock({ city: '330200', lost: 0 }))
})

test('steps of loss rise at the stated limits, and rates after a wave hold on at the end', () => {
  assert.deepEqual([0, 0.0004, 0.0005, 0.01, 0.05, 0.15, 0.4, 1].map(lossStep), [0, 0, 1, 2, 3, 4, 5, 5])
  const rows = [{ code: 'a', waves: [0.1, 0.2] }, { code: 'b', waves: [] }]
  assert.deepEqual([...ratesAfter(rows, (r) => r.code, 5)], [['a', 0.2], ['b', 0]])
})
