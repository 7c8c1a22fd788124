// All needs at once: what is asked is kept, the figures are the API's, a pair that is declined is not planned again;
// and searches that one keeps.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, at, becomes, drawn, near, number, visit } from './harness.mjs'

test('a floor is asked for, kept, and its plan is proven', async () => {
  const free = await api('/assignment')
  await visit('/needs', {}, async (page) => {
    await drawn(page, 'needs')
    await at(page, 'to-assignment').click()
    await drawn(page, 'assignment')
    const total = async () => number(await at(page, 'assignment-total').innerText())
    near(await total(), free.total, 0.051, 'total')
    const asked = Math.min(0.95, Math.ceil(20 * (free.floors[0].reached + 0.05)) / 20)
    const slider = at(page, 'floor-cross_province').locator('input')
    await slider.evaluate((input, value) => {
      input.value = value
      input.dispatchEvent(new Event('change', { bubbles: true }))
    }, String(Math.round(100 * asked)))
    const answer = await api(`/assignment?cross_province=${asked}`)
    await becomes(total, Math.round(10 * answer.total) / 10)
    const reached = number(await at(page, 'floor-cross_province').locator('[data-testid="reached"]').innerText())
    assert.ok(reached >= 100 * asked - 0.051, `${reached} of ${100 * asked}`)
    assert.ok(answer.total <= free.total + 1e-9)
    assert.match(new URL(page.url()).search, /cross_province=/)
    assert.match(await at(page, 'assignment-verdict').innerText(), /最优|高出/)
  })
})

test('a match is moved on, declined with a reason, and left out of the next plan', async () => {
  const pair = (await api('/assignment?kind=goods')).pairs[0]
  await visit(`/needs/${pair.need.id}`, { language: 'en' }, async (page) => {
    await drawn(page, 'need')
    const item = at(page, 'match').nth(pair.place - 1)
    await item.locator('[data-testid="match-move"]').click()
    await item.locator('[data-testid="match-new-state"]').selectOption('contacted')
    await item.locator('[data-testid="match-save"]').click()
    await becomes(() => item.locator('[data-testid="match-state"]').innerText(), 'Contacted')
    await item.locator('[data-testid="match-move"]').click()
    await item.locator('[data-testid="match-new-state"]').selectOption('declined')
    await item.locator('[data-testid="match-reason"]').selectOption('capacity')
    await item.locator('[data-testid="match-note"]').fill('no line free before May')
    await item.locator('[data-testid="match-save"]').click()
    await becomes(() => item.locator('[data-testid="match-state"]').innerText(), 'Declined')
    await page.goto(new URL('/matches?state=declined', page.url()).href)
    await drawn(page, 'matches')
    assert.match(await at(page, 'match-cases').innerText(), /no line free before May/)
  })
  const after = await api('/assignment?kind=goods')
  assert.ok(!after.pairs.some((p) => p.need.id === pair.need.id && p.offer === pair.offer))
})

test('a search is kept, listed with what it finds, and removed', async () => {
  const total = (await api('/needs?open=true&kind=goods&limit=1')).total
  await visit('/needs?kind=goods', {}, async (page) => {
    await drawn(page, 'needs')
    await at(page, 'save-search').click()
    await at(page, 'save-search-name').fill('产品需求')
    await at(page, 'save-search-go').click()
    await at(page, 'watch-mark').click()
    await drawn(page, 'watch')
    await becomes(async () => (await at(page, 'saved-searches').innerText()).includes('产品需求'), true)
    assert.match(await at(page, 'saved-searches').innerText(), new RegExp(`共 ${total.toLocaleString('en-US')} 项`))
    await at(page, 'remove-search').click()
    await at(page, 'watch-empty').waitFor()
  })
})

test('a supplier is told of needs that it could meet', async () => {
  const pair = (await api('/assignment')).pairs[0]
  const list = await api(`/organisations/${pair.organisation.id}/opportunities`)
  await visit(`/organisations/${pair.organisation.id}`, {}, async (page) => {
    await drawn(page, 'organisation')
    const shown = at(page, 'opportunities').locator('li')
    await becomes(async () => (await shown.count()) >= Math.min(10, list.items.length), true)
    near(number(await shown.first().locator('strong').innerText()), list.items[0].score, 0.051, 'score')
  })
})
