// The directory: what is typed, ticked and scrolled to is what the server has, and can be taken away as a table.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { api, at, becomes, drawn, kLanguages, kPhone, number, visit } from './harness.mjs'

const total = async (page) => number((await at(page, 'total').innerText()) || '-1')
const shown = (page) => at(page, 'organisation-row').locator('.name a').evaluateAll((links) => links.map((link) => link.getAttribute('href').split('/').pop()))

for (const language of kLanguages) {
  test(`typing 电池 finds what the API finds, and the address keeps it (${language})`, async () => {
    const answer = await api(`/organisations?q=${encodeURIComponent('电池')}&order=relevance&limit=50`)
    assert.ok(answer.total > 0 && answer.total < 4600)
    await visit('/directory', { language }, async (page) => {
      await drawn(page, 'directory')
      await at(page, 'list-search').fill('电池')
      await becomes(() => total(page), answer.total)
      await becomes(async () => (await shown(page)).slice(0, 50), answer.items.map((item) => item.id))
      assert.equal(new URL(page.url()).searchParams.get('q'), '电池')
      await page.reload()
      await drawn(page, 'directory')
      assert.equal(await at(page, 'list-search').inputValue(), '电池')
      await becomes(() => total(page), answer.total)
    })
  })
}

test('the initials of the pinyin find an organisation', async () => {
  await visit('/directory', {}, async (page) => {
    await drawn(page, 'directory')
    await at(page, 'list-search').fill('hgzk') // 恒格智控
    await becomes(async () => (await at(page, 'organisation-row').allInnerTexts()).some((row) => row.includes('恒格智控')), true)
    assert.ok((await total(page)) < 50)
  })
})

test('letters of an unfinished IME composition are not searched for', async () => {
  await visit('/directory', {}, async (page) => {
    await drawn(page, 'directory')
    const before = await total(page)
    const asked = []
    page.on('request', (request) => request.url().includes('/organisations?') && asked.push(request.url()))
    const field = at(page, 'list-search')
    await field.dispatchEvent('compositionstart')
    await field.fill('dian')
    await page.waitForTimeout(400)
    assert.deepEqual(asked, [])
    await field.fill('电池')
    await field.dispatchEvent('compositionend')
    await becomes(() => new URL(page.url()).searchParams.get('q'), '电池')
    await becomes(async () => (await total(page)) < before, true)
  })
})

test('a facet promises the number it then shows, alone and on top of another', async () => {
  await visit('/directory', {}, async (page) => {
    await drawn(page, 'directory')
    for (const name of ['facet-chain-nev', 'facet-title-high_tech']) {
      const box = at(page, name)
      const label = page.locator('label', { has: box })
      const promised = number(await label.locator('.count').innerText())
      assert.ok(promised > 0)
      await label.click()
      await becomes(() => total(page), promised, name)
    }
    const answer = await api('/organisations?chain=nev&title=high_tech&limit=1')
    assert.equal(await total(page), answer.total)
    assert.ok((await at(page, 'chips').locator('button').count()) >= 3)
    await at(page, 'clear-filters').click()
    await becomes(() => total(page), (await api('/organisations?limit=1')).total)
  })
})

test('a province opens to its cities, whose counts hold', async () => {
  await visit('/directory', { language: 'en' }, async (page) => {
    await drawn(page, 'directory')
    await at(page, 'facet-province-open-340000').click()
    const label = page.locator('label', { has: at(page, 'facet-city-340100') })
    const promised = number(await label.locator('.count').innerText())
    await label.click()
    await becomes(() => total(page), promised)
  })
})

test('the export is a workbook, and the table of the same filter has as many rows as the page says', async () => {
  await visit('/directory?chain=nev&city=340100', {}, async (page) => {
    await drawn(page, 'directory')
    const count = await total(page)
    const [book] = await Promise.all([page.waitForEvent('download'), at(page, 'export-xlsx').click()])
    const bytes = await readFile(await book.path())
    assert.equal(bytes.subarray(0, 2).toString('latin1'), 'PK')
    assert.match(book.suggestedFilename(), /\.xlsx$/)
    const [table] = await Promise.all([page.waitForEvent('download'), at(page, 'export-csv').click()])
    const lines = (await readFile(await table.path(), 'utf8')).trimEnd().split('\n')
    assert.equal(lines.length - 1, count)
  })
})

test('scrolling reads on, each organisation once, in the order of the API', async () => {
  await visit('/directory?chain=nev', {}, async (page) => {
    await drawn(page, 'directory')
    assert.equal((await shown(page)).length, 50)
    for (const wanted of [100, 150, 200]) {
      await at(page, 'list-foot').scrollIntoViewIfNeeded()
      await becomes(async () => (await shown(page)).length >= wanted, true, `${wanted} rows`)
    }
    const ids = await shown(page)
    assert.equal(new Set(ids).size, ids.length, 'no organisation twice')
    const answer = await api('/organisations?chain=nev&order=revenue&limit=100')
    assert.deepEqual(ids.slice(0, 100), answer.items.map((item) => item.id))
  })
})

test('on a phone the filters open over the list, and close', async () => {
  await visit('/directory', { size: kPhone, language: 'en' }, async (page) => {
    await drawn(page, 'directory')
    assert.equal(await at(page, 'facets').isVisible(), false)
    await at(page, 'open-filters').click()
    const label = page.locator('label', { has: at(page, 'facet-chain-nev') })
    const promised = number(await label.locator('.count').innerText())
    await label.click()
    await at(page, 'facets').locator('button.primary').click()
    await becomes(() => total(page), promised)
    assert.equal(await at(page, 'facets').isVisible(), false)
  })
})

test('nothing found says so and offers to clear', async () => {
  await visit('/directory?q=qqqqzzzz', {}, async (page) => {
    await at(page, 'empty').waitFor()
    await at(page, 'empty').locator('button').click()
    await becomes(() => total(page), (await api('/organisations?limit=1')).total)
  })
})
