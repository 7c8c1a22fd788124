import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDay, formatDays, formatFixed, formatMoney, formatNumber, formatShare, joinList, pick } from '@/lib/format'

test('money is written in the units of each language', () => {
  assert.equal(formatMoney(1.234e9, 'zh'), '12.3亿元')
  assert.equal(formatMoney(1.234e9, 'en'), 'CNY 1.23 bn')
  assert.equal(formatMoney(45_600_000, 'zh'), '4,560万元')
  assert.equal(formatMoney(45_600_000, 'en'), 'CNY 45.6 m')
  assert.equal(formatMoney(2.5e12, 'zh'), '2.5万亿元')
  assert.equal(formatMoney(12.5, 'zh'), '12.5元')
  assert.equal(formatMoney(12.5, 'en'), 'CNY 12.5')
  assert.equal(formatMoney(0, 'zh'), '0元')
})

test('money that rounds up to the next unit is written in it', () => {
  assert.equal(formatMoney(99_999_999, 'zh'), '1亿元')
  assert.equal(formatMoney(999_999, 'en'), 'CNY 1 m')
})

test('fine money keeps two decimals of its unit', () => {
  assert.equal(formatMoney(14_104_000_000, 'zh', true), '141.04亿元')
  assert.equal(formatMoney(14_104_000_000, 'en', true), 'CNY 14.10 bn')
})

test('a missing figure is a dash, never zero', () => {
  for (const missing of [null, undefined, NaN, Infinity]) {
    assert.equal(formatMoney(missing, 'zh'), '—')
    assert.equal(formatNumber(missing), '—')
    assert.equal(formatFixed(missing, 2), '—')
    assert.equal(formatShare(missing), '—')
    assert.equal(formatDays(missing, 'en'), '—')
  }
  assert.equal(formatDay(null), '—')
  assert.equal(formatDay('soon'), '—')
})

test('a share that is not zero never reads as zero', () => {
  assert.equal(formatShare(0), '0.0%')
  assert.equal(formatShare(0.0004), '<0.1%')
  assert.equal(formatShare(0.00051), '0.1%')
  assert.equal(formatShare(0.797), '79.7%')
  assert.equal(formatShare(1, 0), '100%')
})

test('numbers, days and lists', () => {
  assert.equal(formatNumber(1234567.891, 2), '1,234,567.89')
  assert.equal(formatFixed(1.6, 2), '1.60')
  assert.equal(formatDays(1, 'en'), '1 day')
  assert.equal(formatDays(30, 'zh'), '30天')
  assert.equal(formatDays(1.72, 'zh'), '1.7天')
  assert.equal(formatDays(51.6, 'en'), '52 days')
  assert.equal(formatDay('2027-06-30T08:00:00Z'), '2027-06-30')
  assert.equal(joinList(['甲', '乙'], 'zh'), '甲、乙')
})

test('English falls back to Chinese where it is not known', () => {
  assert.equal(pick({ zh: '机器人', en: 'Robots' }, 'en'), 'Robots')
  assert.equal(pick({ zh: '机器人', en: '' }, 'en'), '机器人')
  assert.equal(pick(null, 'zh'), '')
})
