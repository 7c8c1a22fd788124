import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createI18n } from 'vue-i18n'
import { pairs } from '@/i18n'
import { split, type Messages, type Pair, type Pairs } from '@/i18n/split'
import { cutName } from '@/lib/chaingraph'
import { effectiveMakers, greatest } from '@/lib/risk'

const kSource = join(process.cwd(), 'src')

function flatten(tree: Pairs, prefix = ''): [string, Pair][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    Array.isArray(value) ? [[prefix + key, value as unknown as Pair] as [string, Pair]] : flatten(value as Pairs, `${prefix}${key}.`),
  )
}
const messages = flatten(pairs)

test('every message exists in both languages and names the same figures', () => {
  for (const [key, [zh, en]] of messages) {
    assert.ok(zh && en, key)
    const figures = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()
    assert.deepEqual(figures(zh), figures(en), key)
    assert.ok(!/[\u4e00-\u9fff]/.test(en) || ['审图号', '中文'].some((word) => en.includes(word)), `Chinese in the English of ${key}`)
  }
})

test('every message that a page asks for by name exists', () => {
  const known = new Set(messages.map(([key]) => key))
  const files = (readdirSync(kSource, { recursive: true }) as string[]).filter((f) => /\.(vue|ts)$/.test(f))
  for (const file of files) {
    const text = readFileSync(join(kSource, file), 'utf8')
    for (const [, key] of text.matchAll(/\bt\('([\w.]+)'/g)) assert.ok(known.has(key), `${key} in ${file}`)
  }
})

test('messages compile without eval', () => {
  const evaluate = globalThis.Function
  globalThis.Function = (() => assert.fail('eval')) as unknown as FunctionConstructor
  try {
    const tree = { zh: split(pairs, 0), en: split(pairs, 1) } as Record<string, Messages>
    const i18n = createI18n({ legacy: false, locale: 'en', messages: tree as never }) as unknown as { global: { t: unknown } }
    const t = i18n.global.t as (key: string, values: object) => string
    assert.equal(t('state.shown', { n: 5, total: 9 }), '5 of 9 shown')
    for (const [key] of messages) assert.ok(t(key, { n: 1 }).length > 0, key)
  } finally {
    globalThis.Function = evaluate
  }
})

test('names are cut to the width of a box', () => {
  assert.equal(cutName('谐波减速器'), '谐波减速器')
  assert.equal(cutName('柔轮用高纯合金钢薄壁无缝管材'), '柔轮用高纯合金钢薄壁无…')
  assert.equal(cutName('Robot'), 'Robot')
})

test('effective makers are the inverse of the sum of squared shares', () => {
  // docs/risk-points.md, worked example: capacities 150, 50 and 40 give 2.17.
  assert.equal(effectiveMakers([150 / 240, 50 / 240, 40 / 240])?.toFixed(2), '2.17')
  assert.equal(effectiveMakers([]), null)
  assert.equal(greatest({ largest_maker: 0.1, largest_city: 0.3, outside: 0.2 }), 0.3)
})
