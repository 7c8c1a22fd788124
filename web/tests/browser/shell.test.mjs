// What surrounds the pages: search, language, and the states in which there is nothing to show.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { at, becomes, drawn, kLanguages, visit } from './harness.mjs'

test('/ and Ctrl-K open the search, arrows choose, Enter goes, Esc closes', async () => {
  await visit('/about', {}, async (page) => {
    await drawn(page, 'about')
    await page.keyboard.press('/')
    await at(page, 'search-field').waitFor()
    await page.keyboard.press('Escape')
    await becomes(() => at(page, 'search-dialog').count(), 0)
    await page.keyboard.press('Control+k')
    await at(page, 'search-field').waitFor()
    await page.keyboard.type('锂离子电芯')
    await at(page, 'search-hit').first().waitFor()
    await becomes(async () => (await page.locator('[data-testid="search-hit"][aria-selected="true"]').innerText()).includes('锂离子电芯'), true)
    await page.keyboard.press('ArrowDown')
    await becomes(() => at(page, 'search-hit').evaluateAll((hits) => hits.findIndex((hit) => hit.getAttribute('aria-selected') === 'true')), 1)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await drawn(page, 'product')
    assert.equal(await page.locator('h1').innerText(), '锂离子电芯')
  })
})

test('/ typed in a field is a letter, not a command', async () => {
  await visit('/directory', {}, async (page) => {
    await drawn(page, 'directory')
    await at(page, 'list-search').focus()
    await page.keyboard.type('a/b')
    assert.equal(await at(page, 'list-search').inputValue(), 'a/b')
    assert.equal(await at(page, 'search-dialog').count(), 0)
  })
})

test('the language is switched in place, set on the document and remembered', async () => {
  await visit('/chains/nev', {}, async (page) => {
    await drawn(page, 'chain')
    assert.equal(await page.locator('h1').innerText(), '新能源汽车')
    await at(page, 'language').click()
    await becomes(() => page.locator('h1').innerText(), 'New energy vehicles')
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    await page.reload()
    await drawn(page, 'chain')
    assert.equal(await page.locator('h1').innerText(), 'New energy vehicles')
    await becomes(() => page.title(), 'New energy vehicles · Lianmeng')
    await at(page, 'language').click()
    await becomes(() => page.locator('html').getAttribute('lang'), 'zh-CN')
    await becomes(() => page.title(), '新能源汽车 · 链盟')
  })
})

for (const language of kLanguages) {
  test(`a record that is not there is said to be missing, with a way back (${language})`, async () => {
    for (const [path, list] of [['/organisations/12', 'directory'], ['/products/12', 'products'], ['/needs/12', 'needs'], ['/chains/nothing', 'chains'], ['/risks/nev/12', 'risks']]) {
      await visit(path, { language, expected: /404/ }, async (page) => {
        await at(page, 'error').waitFor()
        const text = await at(page, 'error').innerText()
        assert.equal(/[\u4e00-\u9fff]/.test(text), language === 'zh', text)
        await at(page, 'way-back').click()
        await drawn(page, list)
      })
    }
    await visit('/no/such/page', { language }, async (page) => {
      await drawn(page, 'missing')
      await at(page, 'page-missing').locator('a').click()
      await drawn(page, 'overview')
    })
  })

  test(`an empty database is shown as empty, not as broken (${language})`, async () => {
    for (const [path, name] of [['/', 'overview'], ['/chains', 'chains'], ['/directory', 'directory'], ['/products', 'products'], ['/risks', 'risks'], ['/needs', 'needs']]) {
      await visit(path, { language, base: process.env.LIANMENG_EMPTY_URL }, async (page) => {
        await drawn(page, name)
        await at(page, 'empty').first().waitFor()
        const text = await page.locator('main').innerText()
        assert.doesNotMatch(text, /NaN|undefined|Infinity/, path)
        assert.equal(await at(page, 'error').count(), 0, path)
      })
    }
  })
}

/** Serves the database on the port; gives the process and its address. */
async function serve(port) {
  const { LIANMENG_PROGRAM: program, LIANMENG_DB: db, LIANMENG_CONSOLE: console } = process.env
  const child = spawn(program, ['serve', '--db', `sqlite:${db}`, '--port', String(port), '--console', console], { stdio: ['ignore', 'pipe', 'ignore'] })
  let said = ''
  for await (const chunk of child.stdout) {
    said += chunk
    const url = /http:\/\/[0-9.:]+/.exec(said)
    if (url && said.includes('\n')) return { child, url: url[0] }
  }
  throw new Error(`the server did not start: ${said}`)
}

async function stop(child) {
  if (child.exitCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

test('when the server is gone the page says so, and goes on once it is back', async () => {
  let { child, url } = await serve(0)
  try {
    await visit('/chains', { base: url, language: 'en', expected: /ERR_|Failed to (load|fetch)/ }, async (page) => {
      await drawn(page, 'chains')
      // Pages loaded before the loss, so that what fails is the data.
      await at(page, 'nav-needs').click()
      await drawn(page, 'needs')
      await at(page, 'nav-chains').click()
      await drawn(page, 'chains')
      await stop(child)
      await at(page, 'nav-needs').click()
      await at(page, 'error').waitFor()
      assert.match(await at(page, 'error').innerText(), /cannot be reached/)
      child = (await serve(new URL(url).port)).child
      await at(page, 'error').locator('button').click()
      await becomes(() => at(page, 'error').count(), 0)
      await drawn(page, 'needs')
      await at(page, 'need-row').first().waitFor()
    })
  } finally {
    await stop(child)
  }
})
