// Terms in forms: what is typed, what is sent, what is read back and how it is said.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TradeTerms } from '@/api/types'
import { bodyOf, formOf, hasTerms, itemsOf, linesOf, type TermWords } from '@/lib/terms'

const kNone: TradeTerms = { capital: null, talent: null, technology: null }
const kCapital: TradeTerms = { ...kNone, capital: { amount_min_cny: 2e7, amount_max_cny: 5e7, stages: ['series_a'], instruments: ['equity', 'loan'], sectors: ['nev', 'C3841'] } }
const kTalent: TradeTerms = { ...kNone, talent: { role: '工程师', skills: ['PLC', 'C++'], level: 'senior', place: '340100', from: '2027-01-01', until: null, engagements: ['full_time'] } }
const kTechnology: TradeTerms = { ...kNone, technology: { fields: ['H01M', 'nev'], maturity: 6, cooperation: ['licence'] } }
const kWords: TermWords = {
  word: (group, code) => `${group}.${code}`, field: (code) => `<${code}>`, region: (code) => `@${code}`, money: (cny) => `${cny} CNY`,
  day: (day) => day, list: (items) => items.join('/'), say: (key, figures) => `${key} ${Object.values(figures ?? {}).join(' ')}`,
}

test('what a form reads from terms it sends back as they were', () => {
  for (const [kind, terms] of [['capital', kCapital], ['talent', kTalent]] as const) {
    assert.deepEqual({ ...kNone, ...bodyOf(kind, formOf(terms, ['nev', 'robot'])) }, terms)
  }
  // Chains come before codes: their order says nothing.
  assert.deepEqual(bodyOf('technology', formOf(kTechnology, ['nev'])).technology?.fields, ['nev', 'H01M'])
  assert.deepEqual(bodyOf('goods', formOf(null, [])), {})
})

test('an empty form leaves every term open', () => {
  const empty = formOf(null, ['nev'])
  assert.deepEqual(bodyOf('capital', empty).capital, { amount_min_cny: null, amount_max_cny: null, stages: [], instruments: [], sectors: [] })
  assert.deepEqual(bodyOf('talent', empty).talent, { role: null, skills: [], level: null, place: null, from: null, until: null, engagements: [] })
  assert.deepEqual(bodyOf('technology', empty).technology, { fields: [], maturity: null, cooperation: [] })
})

test('amounts are typed in ten thousands and sent in CNY to the fen', () => {
  const form = { ...formOf(null, []), amount_min: '0.0001', amount_max: '2000.5' }
  assert.equal(bodyOf('capital', form).capital?.amount_min_cny, 1)
  assert.equal(bodyOf('capital', form).capital?.amount_max_cny, 20_005_000)
  assert.equal(bodyOf('capital', { ...form, amount_max: 2000.5 }).capital?.amount_max_cny, 20_005_000, 'a number field gives numbers')
})

test('items are split at the marks that people use', () => {
  assert.deepEqual(itemsOf(' PLC; C++；焊接、PLC\n\n'), ['PLC', 'C++', '焊接'])
  assert.deepEqual(itemsOf(''), [])
})

test('terms are said line by line, and what is open is not said', () => {
  assert.deepEqual(linesOf(kCapital, kWords).map((line) => line.text), ['20000000 CNY – 50000000 CNY', 'funding_stages.series_a', 'instruments.equity/instruments.loan', '<nev>/<C3841>'])
  assert.deepEqual(linesOf(kTalent, kWords).map((line) => line.label), ['trade.role', 'trade.skills_short', 'trade.level', 'trade.period', 'trade.engagements', 'trade.place'])
  assert.equal(linesOf({ ...kNone, capital: { ...kCapital.capital!, amount_max_cny: null } }, kWords)[0].text, 'trade.at_least 20000000 CNY')
  assert.deepEqual(linesOf(kNone, kWords), [])
})

test('goods, services and computing have no terms of their own', () => {
  assert.deepEqual(['goods', 'service', 'computing', 'capital', 'talent', 'technology'].map(hasTerms), [false, false, false, true, true, true])
})
