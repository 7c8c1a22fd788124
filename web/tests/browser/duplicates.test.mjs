// Possible duplicates: pairs decided by keys alone, undone, doubted, and what the organisation's page tells of its
// sources. On a server of its own, with the tiny region and three records that double others.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { api, at, becomes, drawn, kDesk, kLanguages, kPhone, visit } from './harness.mjs'

const kDoubles = [
  'A3,enterprise,恒川机器人（上海）有限公司,,,310100,,,,,,0,public',
  'A4,enterprise,苏州市瑞达机器人有限公司,,,320500,,,,,,0,public',
  'B3,enterprise,科锋精密（苏州）有限公司,,,320500,,,,,,0,public',
]
let folder
let server
let base

before(async () => {
  const { LIANMENG_PROGRAM: program, LIANMENG_CONSOLE: dist } = process.env
  folder = mkdtempSync(join(tmpdir(), 'lianmeng-duplicates-'))
  cpSync(fileURLToPath(new URL('../../../tests/data/tiny', import.meta.url)), join(folder, 'tiny'), { recursive: true })
  appendFileSync(join(folder, 'tiny/organisations.csv'), kDoubles.join('\n') + '\n')
  const db = `sqlite:${join(folder, 'tiny.db')}`
  execFileSync(program, ['import', 'region', join(folder, 'tiny'), '--db', db])
  server = spawn(program, ['serve', '--db', db, '--port', '0', '--console', dist], { stdio: ['ignore', 'pipe', 'ignore'] })
  base = await new Promise((resolve, reject) => {
    let text = ''
    server.stdout.on('data', (bytes) => {
      text += bytes
      const found = /http:\/\/[0-9.:]+/.exec(text)
      if (found) resolve(found[0])
    })
    server.on('exit', () => reject(new Error(`the server ended: ${text}`)))
  })
})
after(() => {
  server?.removeAllListeners('exit')
  server?.kill()
  rmSync(folder, { recursive: true, force: true })
})

const names = (page) => at(page, 'pair').getAttribute('aria-label')

test('pairs are looked at, merged, held apart and given back by keys alone', async () => {
  const { items, pairs } = await api('/duplicates', base)
  assert.equal(pairs, 3)
  await visit('/duplicates', { base }, async (page) => {
    await drawn(page, 'duplicates')
    const label = (i) => `${items[i].a.name}, ${items[i].b.name}`
    await becomes(() => names(page), label(0))
    assert.match(await at(page, 'progress').innerText(), /第 1 对，共 3 对/)
    await page.keyboard.press('j')
    await becomes(() => names(page), label(1))
    await becomes(() => page.evaluate(() => document.activeElement?.dataset.testid), 'pair', 'the pair has the focus')
    assert.match(await at(page, 'said').innerText(), /第 2 对/)
    await page.keyboard.press('ArrowLeft')
    await becomes(() => names(page), label(0))

    await page.keyboard.press('?')
    await at(page, 'key-help').waitFor()
    await page.keyboard.press('m')
    await page.keyboard.press('Escape')
    await becomes(() => at(page, 'key-help').count(), 0)
    assert.equal((await api('/merges', base)).items.length, 0, 'no key decides behind the dialog')

    await page.keyboard.press('2')
    await becomes(() => at(page, 'side-b').isChecked(), true)
    await at(page, 'note').fill('md')
    await at(page, 'pair').focus()
    await page.keyboard.press('m')
    await becomes(async () => (await api('/merges', base)).items.length, 1)
    const [merge] = (await api('/merges', base)).items
    assert.equal(merge.stays.key, items[0].b.key, 'the right one stays')
    assert.equal(merge.note, 'md', 'letters in the field decide nothing')
    await becomes(() => names(page), label(1))
    assert.match(await at(page, 'progress').innerText(), /第 1 对，共 2 对/)

    await page.keyboard.press('d')
    await becomes(async () => (await api('/duplicates/decided', base)).items.length, 1)
    await becomes(() => names(page), label(2))
    await page.keyboard.press('u')
    await becomes(async () => (await api('/duplicates/decided', base)).items.length, 0)
    await becomes(() => at(page, 'undo').isEnabled(), true, 'a key is taken once the one before is answered')
    await page.keyboard.press('u')
    await becomes(async () => (await api('/merges', base)).items[0].undone_at !== null, true)
    await becomes(async () => /共 3 对/.test(await at(page, 'progress').innerText()), true)
    await at(page, 'merge-row').first().waitFor()
  })
})

test('a merged organisation shows its sources, takes a choice and a doubt, and the office answers', async () => {
  const { items } = await api('/duplicates', base)
  const pair = items.find((one) => one.b.key === 'A3')
  await visit('/duplicates', { base, language: 'en' }, async (page) => {
    await drawn(page, 'duplicates')
    while ((await names(page)) !== `${pair.a.name}, ${pair.b.name}`) await at(page, 'next').click()
    await page.keyboard.press('1')
    await at(page, 'merge').click()
    await becomes(async () => /was merged into/.test(await at(page, 'said').innerText()), true)
  })
  await visit(`/organisations/${pair.b.id}`, { base, language: 'en' }, async (page) => {
    await drawn(page, 'organisation')
    await at(page, 'sources').waitFor()
    const shown = () => page.locator('[data-testid="sources"] tr[data-field="name"] td.shown').innerText()
    assert.match(await shown(), /恒川机器人（上海）有限公司/, 'what is no sample is trusted more')
    await at(page, 'use-name-0').click()
    await becomes(async () => /（样例）/.test(await shown()), true)
    await at(page, 'flag').click()
    await at(page, 'flag-note').fill('two plants')
    await page.keyboard.press('Enter')
    await becomes(async () => /Sent/.test(await at(page, 'flag-said').innerText()), true)
  })
  await visit('/duplicates', { base }, async (page) => {
    await drawn(page, 'duplicates')
    assert.match(await at(page, 'flags').innerText(), /two plants/)
    await at(page, 'dismiss').click()
    await becomes(() => at(page, 'flags').count(), 0)
    await at(page, 'undo-merge').first().click()
    await becomes(async () => (await api('/merges?standing=true', base)).items.length, 0)
  })
})

for (const language of kLanguages) {
  for (const [device, size] of [['a desk', kDesk], ['a phone', kPhone]]) {
    test(`the page is whole in ${language} on ${device}, and explains itself when empty`, async () => {
      for (const where of [base, process.env.LIANMENG_EMPTY_URL]) {
        await visit('/duplicates', { base: where, language, size }, async (page) => {
          await drawn(page, 'duplicates')
          const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
          assert.ok(over <= 0, `${over} px too wide`)
          assert.doesNotMatch(await page.evaluate(() => document.body.innerText), /undefined|NaN|duplicates\.[a-z_]+/)
          if (where !== base) await at(page, 'empty').waitFor()
        })
      }
    })
  }
}
