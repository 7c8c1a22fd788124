// Measures: made, changed and moved in place; the register filters, exports and marks what is overdue; the board shows
// history, firms and a page to print.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, at, becomes, drawn, kLanguages, kPhone, kUrl, number, percent, visit } from './harness.mjs'

const kTitle = { zh: '认证第二供方', en: 'Qualify a second source' }

async function send(method, path, body) {
  const response = await fetch(`${kUrl}/api/v1${path}`, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return { status: response.status, body: await response.json() }
}

for (const [i, language] of kLanguages.entries()) {
  test(`a measure is added, edited and moved through its states on the point's page (${language})`, async () => {
    const { chain, product } = (await api('/risk-points?class=red&limit=2')).items[i]
    const path = `/measures?chain=${chain.key}&product=${product.id}`
    await visit(`/risks/${chain.key}/${product.id}`, { language }, async (page) => {
      await drawn(page, 'risk')
      await at(page, 'measure-add').click()
      await at(page, 'measure-title').fill(kTitle[language])
      await at(page, 'measure-responsible').fill('chain team')
      await at(page, 'measure-due').fill('2020-01-31')
      const firms = page.locator('[data-testid="pick-organisations"] input')
      await firms.fill((await api('/organisations?limit=1')).items[0].name.slice(0, 6))
      await page.locator('[data-testid="pick-organisations"] [role="option"]').first().waitFor()
      await firms.press('Enter')
      await at(page, 'measure-save').click()
      const card = at(page, 'measure').filter({ hasText: kTitle[language] })
      await card.waitFor()
      assert.equal(await card.getAttribute('data-state'), 'proposed')
      assert.equal(await card.locator('[data-testid="overdue"]').count(), 1, 'a due date long past is marked')
      assert.equal((await api(path)).items[0].organisations.length, 1)

      await card.locator('[data-testid="measure-edit"]').click()
      await at(page, 'measure-note').fill('by contract')
      await page.keyboard.press('Escape')
      await becomes(async () => (await api(path)).items[0].note, '', 'Escape leaves it as it was')
      for (const state of ['adopted', 'in_progress', 'done']) {
        await card.locator(`[data-testid="move-${state}"]`).click()
        await becomes(() => card.getAttribute('data-state'), state)
      }
      const measure = (await api(path)).items[0]
      assert.equal(measure.version, 4)
      const { runs } = await api(`/risk-points/${chain.key}/${product.id}/history`)
      const newest = runs[runs.length - 1]
      const severity = Math.max(...Object.values(newest.severity))
      assert.equal(measure.effect_seen.severity_after, severity, 'taken from the newest run')
      assert.equal(measure.effect_seen.class_after, newest.class)
      const seen = await card.locator('[data-testid="effect-seen"]').innerText()
      assert.ok(Math.abs(percent(seen.split('→')[1]) - 100 * severity) < 0.06, seen)
      assert.equal(await card.locator('[data-testid="overdue"]').count(), 0, 'what is done is not overdue')
    })
  })
}

test('a change on top of another\'s is refused, told, and can be done again', async () => {
  const { chain, product } = (await api('/risk-points?class=red&limit=3')).items[2]
  const added = await send('POST', '/measures', { measures: [{ chain: chain.key, product: product.id, kind: 'add', title: '引入新厂家' }] })
  assert.equal(added.status, 201)
  const { id } = added.body.measures[0]
  await visit(`/risks/${chain.key}/${product.id}`, { expected: /409/ }, async (page) => {
    await drawn(page, 'risk')
    const card = page.locator(`[data-id="${id}"]`)
    await card.locator('[data-testid="measure-edit"]').click()
    await at(page, 'measure-title').fill('引入两家新厂家')
    assert.equal((await send('PATCH', `/measures/${id}`, { version: 1, responsible: '甲组' })).status, 200)
    await at(page, 'measure-save').click()
    const error = at(page, 'measure-error')
    await error.waitFor()
    assert.ok((await error.innerText()).includes('责任人'))
    assert.equal((await api(`/measures/${id}`)).title, '引入新厂家')
    await error.locator('button').click()
    await becomes(async () => (await card.innerText()).includes('甲组'), true)
  })
})

for (const language of kLanguages) {
  test(`the register filters, marks what is overdue and offers itself as a spreadsheet (${language})`, async () => {
    const { chain, product } = (await api('/risk-points?chain=nev&limit=1')).items[0]
    await send('POST', '/measures', {
      measures: [
        { chain: chain.key, product: product.id, kind: 'strengthen', title: `扩产 ${language}`, due: '2020-01-01', cost_cny: 1200000, effect_computed: { severity_before: 0.4, severity_after: 0.1, class_before: 'red', class_after: 'yellow', method: 'test' } },
      ],
    })
    await visit('/measures', { language }, async (page) => {
      await drawn(page, 'measures')
      const total = async () => number(await at(page, 'total').innerText())
      await becomes(total, (await api('/measures')).total)
      await at(page, 'measure-kind').selectOption('strengthen')
      await becomes(total, (await api('/measures?kind=strengthen')).total)
      const row = at(page, 'measure-row').filter({ hasText: `扩产 ${language}` })
      assert.equal(await row.locator('[data-testid="overdue"]').count(), 1)
      assert.ok((await row.innerText()).includes('40.0%'))
      await page.locator('label', { has: at(page, 'measure-overdue') }).click()
      await becomes(total, (await api('/measures?kind=strengthen&overdue=true')).total)
      assert.ok((await at(page, 'export-xlsx').getAttribute('href')).includes('kind=strengthen&overdue=true'))
      await row.locator('[data-testid="open-measure"]').click()
      await at(page, 'measure').waitFor()
    })
  })
}

test('the register and a point with measures fit a phone', async () => {
  const [measure] = (await api('/measures?limit=1')).items
  for (const [path, name] of [['/measures', 'measures'], [`/risks/${measure.chain.key}/${measure.product.id}`, 'risk'], ['/risks?view=firms', 'risks'], ['/risks', 'risks']]) {
    await visit(path, { size: kPhone }, async (page) => {
      await drawn(page, name)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(width <= kPhone.width, `${path} is ${width} wide`)
    })
  }
})

test('the firms of the board are the index\'s, in its order', async () => {
  let firms
  await becomes(async () => (firms = await api('/systemic-firms?limit=50')).ready, true)
  await visit('/risks?view=firms', {}, async (page) => {
    await drawn(page, 'risks')
    await at(page, 'firm-row').first().waitFor()
    const rows = await at(page, 'firm-row').evaluateAll((list) => list.map((row) => [row.cells[0].innerText, row.querySelector('a').getAttribute('href').split('/').pop()]))
    assert.deepEqual(rows, firms.items.map((firm) => [String(firm.rank), firm.organisation.id]))
    await page.locator('[data-testid="chain-picks"] [data-chain="nev"]').click()
    const nev = await api('/systemic-firms?chain=nev&limit=50')
    await becomes(() => at(page, 'firm-row').count(), nev.items.length)
  })
})

test('the page to print holds every point of the chain and needs nothing else', async () => {
  const points = await api('/risk-points?chain=nev&limit=500')
  // The browser asks for an icon by itself.
  await visit('/api/v1/risk-points.html?chain=nev', { expected: /favicon\.ico/ }, async (page) => {
    assert.equal(await page.locator('table').first().locator('tbody tr').count(), points.total)
    assert.equal(await page.locator('script, link, img').count(), 0)
    const font = await page.evaluate(() => getComputedStyle(document.querySelector('th')).backgroundColor)
    assert.equal(font, 'rgb(238, 242, 246)', 'its style applies')
  })
})
