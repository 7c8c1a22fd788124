// The backbone: what the page says is what the server says; ask, follow a remedy, reserve and release; flows and a flow hop by
// hop; a fibre; a cut and the way back; the address holds it all; by keyboard, on a phone, and with nothing imported.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, at, becomes, drawn, kLanguages, kPhone, kUrl, number, visit } from './harness.mjs'

const kNone = process.env.LIANMENG_EMPTY_URL
async function ask(body) {
  const response = await fetch(`${kUrl}/api/v1/backbone/answer`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  assert.equal(response.status, 200)
  return response.json()
}
const search = (page) => page.evaluate(() => Object.fromEntries(new URLSearchParams(location.search)))
const escaped = (text) => text.replace(/"/g, '\\"')

/** The first preset between two sites far apart, with so long a latency that only room could be lacking. */
async function wide() {
  const [preset] = (await api('/backbone/presets')).items
  const { sites } = await api('/backbone')
  const [from, to] = [...sites].sort((a, b) => b.flows - a.flows)
  const { kind, frame_bytes, packets, interval_ns, jitter_ns_max, arrival, rank } = preset
  return { from: from.id, to: to.id, kind, frame_bytes, packets, interval_ns, latency_ns_max: 100_000_000, jitter_ns_max, arrival, rank, protection: 'none' }
}
function path(question, change = {}) {
  const q = { ...question, ...change }
  return `/backbone?${new URLSearchParams({ from: q.from, to: q.to, kind: q.kind, frame: q.frame_bytes, packets: q.packets, interval: q.interval_ns, latency: q.latency_ns_max, jitter: q.jitter_ns_max, arrival: q.arrival, protection: q.protection, rank: q.rank })}`
}

for (const language of kLanguages) {
  test(`the heading says what holds, and every fibre and site is drawn once (${language})`, async () => {
    const board = await api('/backbone')
    assert.equal(board.loaded, true)
    await visit('/backbone', { language }, async (page) => {
      await drawn(page, 'backbone')
      const holds = await at(page, 'backbone-holds').innerText()
      for (const figure of [board.counts.sites, board.counts.fibres, board.counts.flows, board.counts.carried]) assert.ok(holds.includes(figure.toLocaleString('en-US')), `${figure} in ${holds}`)
      assert.equal(await at(page, 'map-site').count(), board.sites.length)
      assert.equal(await at(page, 'map-fibre').count(), board.counts.fibres)
      await at(page, 'backbone-simulated').waitFor({ timeout: 30_000 })
      const simulated = await api('/backbone/simulation')
      assert.equal(simulated.ready, true)
      assert.equal(simulated.violations, 0)
      assert.ok((await at(page, 'backbone-simulated').innerText()).includes(simulated.packets.toLocaleString('en-US')))
      // No two names on the map lie on each other.
      const boxes = await at(page, 'map-label').evaluateAll((labels) => labels.map((l) => ({ text: l.textContent, ...l.getBoundingClientRect().toJSON() })))
      assert.ok(boxes.length > board.sites.length / 2)
      for (const a of boxes) for (const b of boxes) assert.ok(a === b || a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 4 || b.bottom <= a.top + 4, `${a.text} on ${b.text}`)
    })
  })
}

test('a question is put by keyboard, answered at once, and its address asks the same again', async () => {
  const question = await wide()
  const { sites } = await api('/backbone')
  const name = (id) => sites.find((s) => s.id === id).name.zh
  let shared
  await visit('/backbone', {}, async (page) => {
    await drawn(page, 'backbone')
    for (const end of ['from', 'to']) {
      await at(page, `ask-${end}`).focus()
      await page.keyboard.type(name(question[end]))
      await becomes(async () => (await at(page, 'site-hit').first().innerText()).includes(name(question[end])), true)
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      await becomes(() => search(page).then((s) => s[end]), question[end])
    }
    await at(page, 'ask-kind').selectOption(question.kind)
    await at(page, 'ask-protection').selectOption('none')
    await at(page, 'ask-latency').fill('100')
    await becomes(() => search(page).then((s) => [s.kind, s.latency, s.protection]), [question.kind, '100000000', 'none'])
    const answer = await ask(question)
    assert.equal(answer.flow.carried, true)
    await becomes(async () => (await at(page, 'answer-verdict').innerText()).includes('能承载'), true)
    await becomes(() => at(page, 'hop').count(), answer.routes[0].hops.length)
    await becomes(() => at(page, 'map-route-one').count(), 1)
    assert.ok((await at(page, 'proof').innerText()).length > 10)
    shared = new URL(page.url())
  })
  await visit(shared.pathname + shared.search, { language: 'en' }, async (page) => {
    await at(page, 'answer-verdict').waitFor({ timeout: 20_000 })
    assert.equal(await at(page, 'ask-latency').inputValue(), '100')
    assert.equal(await at(page, 'ask-from').inputValue(), sites.find((s) => s.id === question.from).name.en)
  })
})

test('what cannot be carried says what stands in the way, and a remedy fills the form', async () => {
  const question = { ...(await wide()), latency_ns_max: 1000 }
  const answer = await ask(question)
  assert.equal(answer.flow.carried, false)
  const remedy = answer.refusal.remedies.find((r) => r.field === 'latency_ns_max')
  assert.ok(remedy, 'a longer latency would do')
  await visit(path(question), {}, async (page) => {
    await at(page, 'refusal-words').waitFor()
    assert.ok((await at(page, 'refusal-words').innerText()).includes(answer.refusal.words.zh))
    await at(page, 'remedy').filter({ hasText: remedy.words.zh }).click()
    await becomes(() => search(page).then((s) => Number(s.latency)), remedy.value)
    await becomes(async () => (await at(page, 'answer-verdict').innerText()).includes('✓'), true)
  })
})

test('a flow is reserved under an id, an id that is taken is refused, and released again', async () => {
  const question = await wide()
  const before = (await api('/backbone')).counts
  const id = 'browser-test-1'
  await visit(path(question), { expected: /409/ }, async (page) => {
    await at(page, 'reserve-id').fill(id)
    await at(page, 'reserve').click()
    await at(page, 'flow-panel').waitFor()
    await becomes(() => search(page).then((s) => s.flow), id)
    assert.equal((await api('/backbone')).counts.flows, before.flows + 1)
    await becomes(async () => (await at(page, 'backbone-holds').innerText()).includes((before.flows + 1).toLocaleString('en-US')), true)
    await page.goBack()
    await at(page, 'reserve-id').fill(id)
    await at(page, 'reserve').click()
    await at(page, 'reserve-refusal').waitFor()
    await page.goto(`${kUrl}/backbone?flow=${id}`)
    await at(page, 'release').click()
    await at(page, 'release').click()
    await becomes(() => search(page).then((s) => s.flow), undefined)
    await becomes(() => api('/backbone').then((b) => b.counts.flows), before.flows)
  })
})

test('what somebody else reserves shows without a reload', async () => {
  const question = await wide()
  const before = (await api('/backbone')).counts.flows
  await visit('/backbone?tab=flows', {}, async (page) => {
    await drawn(page, 'backbone')
    await becomes(() => at(page, 'flow-row').count().then((n) => n > 0), true)
    const headers = { 'content-type': 'application/json' }
    const made = await fetch(`${kUrl}/api/v1/backbone/flows`, { method: 'POST', headers, body: JSON.stringify({ ...question, id: 'browser-test-2' }) })
    assert.equal(made.status, 201)
    await becomes(async () => number(await at(page, 'flows-total').innerText()), before + 1)
    const gone = await fetch(`${kUrl}/api/v1/backbone/flows/browser-test-2`, { method: 'DELETE', headers })
    assert.equal(gone.status, 200)
    await becomes(async () => number(await at(page, 'flows-total').innerText()), before)
  })
})

for (const language of kLanguages) {
  test(`flows are filtered, one is shown hop by hop, and Back leads back (${language})`, async () => {
    const refused = await api('/backbone/flows?state=refused&limit=5')
    await visit('/backbone?tab=flows', { language }, async (page) => {
      await drawn(page, 'backbone')
      await becomes(() => at(page, 'flow-row').count(), 50)
      await at(page, 'flows-state').selectOption('refused')
      await becomes(async () => number(await at(page, 'flows-total').innerText()), refused.total)
      await becomes(() => at(page, 'row-refusal').count(), Math.min(50, refused.total))
      assert.ok((await at(page, 'row-refusal').first().innerText()).includes(refused.items[0].refusal[language]))
      await at(page, 'flows-state').selectOption('carried')
      const [first] = (await api('/backbone/flows?state=carried&limit=1')).items
      await page.locator(`[data-testid="flow-row"]:has-text("${escaped(first.id)}")`).first().click()
      await at(page, 'flow-panel').waitFor()
      const detail = await api(`/backbone/flows/${encodeURIComponent(first.id)}`)
      await becomes(() => at(page, 'hop').count(), detail.routes.reduce((sum, r) => sum + r.hops.length, 0))
      await becomes(() => at(page, 'map-route-two').count(), detail.routes.length - 1)
      assert.ok((await at(page, 'proof').innerText()).toLowerCase().includes(detail.proof[language].toLowerCase().slice(0, 20)))
      if (first.sample) assert.ok((await page.locator('[data-testid="flow-panel"] .sample').count()) > 0)
      await page.goBack()
      await becomes(() => at(page, 'flow-panel').count(), 0)
      assert.equal((await search(page)).state, 'carried')
    })
  })
}

test('a fibre shows both directions and its flows; it is cut, and the simulation ended', async () => {
  const board = await api('/backbone')
  const link = [...board.links].sort((a, b) => b.flows - a.flows)[0]
  await visit(`/backbone?link=${encodeURIComponent(link.id)}`, {}, async (page) => {
    await at(page, 'link-panel').waitFor()
    assert.equal(await at(page, 'link-direction').count(), 2)
    await becomes(() => at(page, 'load-bars').count(), 2)
    await at(page, 'link-flows').first().click()
    await becomes(async () => number(await at(page, 'flows-total').innerText()), (await api(`/backbone/flows?link=${encodeURIComponent(link.id)}&limit=1`)).total)
    await page.goBack()
    await at(page, 'cut-it').click()
    await at(page, 'cut-panel').waitFor({ timeout: 20_000 })
    const cut = await api(`/backbone/cut?${new URLSearchParams({ a: link.from, b: link.to })}`)
    assert.ok(cut.met > 0)
    assert.ok((await at(page, 'cut-words').innerText()).includes(cut.met.toLocaleString('en-US')))
    await becomes(() => page.locator('[data-testid="map-fibre"].cut').count(), 1)
    await becomes(() => at(page, 'change-row').count(), Math.min(60, cut.changes.length))
    await at(page, 'change-row').last().click()
    await becomes(() => at(page, 'map-route-before').count(), 1)
    await at(page, 'cut-back').click()
    await becomes(() => page.locator('[data-testid="map-fibre"].cut').count(), 0)
    await becomes(() => search(page).then((s) => s.cut), undefined)
  })
})

test('every fibre is cut alone, the gravest first, and one of them is looked at', async () => {
  await visit('/backbone?tab=cuts', {}, async (page) => {
    await at(page, 'rank-cuts').click()
    await at(page, 'cut-table').waitFor({ timeout: 60_000 })
    const { items } = await api('/backbone/cuts')
    assert.equal(await at(page, 'cut-row').count(), items.length)
    assert.equal(await at(page, 'cut-row').first().innerText(), items[0].title.zh)
    await at(page, 'cut-row').first().click()
    await at(page, 'cut-panel').waitFor({ timeout: 20_000 })
    await becomes(() => search(page).then((s) => s.cut), `${items[0].a}~${items[0].b}`)
  })
})

test('the map is reached by keyboard, and a site that is lost loses what ends there', async () => {
  await visit('/backbone', {}, async (page) => {
    await drawn(page, 'backbone')
    assert.equal(await page.locator('[data-testid="map-site"][tabindex="0"]').count(), 1)
    assert.equal(await page.locator('[data-testid="map-fibre"][tabindex="0"]').count(), 1)
    const first = page.locator('[data-testid="map-site"][tabindex="0"]')
    const began = await first.getAttribute('data-site')
    await first.focus()
    for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
      await page.keyboard.press(key)
      if ((await page.evaluate(() => document.activeElement.dataset.site)) !== began) break
    }
    const reached = await page.evaluate(() => document.activeElement.dataset.site)
    assert.notEqual(reached, began)
    await page.keyboard.press('Enter')
    await at(page, 'site-panel').waitFor()
    assert.equal((await search(page)).site, reached)
    await at(page, 'lose-it').click()
    await at(page, 'cut-panel').waitFor({ timeout: 20_000 })
    const cut = await api(`/backbone/cut?site=${encodeURIComponent(reached)}`)
    await becomes(() => page.locator('[data-testid="map-fibre"].cut').count(), new Set(cut.links.map((id) => id.replace(/#.*/, '').split('>').sort().join())).size)
    await at(page, 'map-table').click()
    await at(page, 'fibre-table').waitFor()
  })
})

for (const language of kLanguages) {
  test(`a phone shows every part without sideways scrolling (${language})`, async () => {
    const board = await api('/backbone')
    const [flow] = (await api('/backbone/flows?state=carried&limit=1')).items
    const link = [...board.links].sort((a, b) => b.flows - a.flows)[0]
    const parts = [['', 'ask-form'], ['?tab=flows', 'flow-table'], [`?flow=${encodeURIComponent(flow.id)}`, 'flow-panel'], [`?link=${encodeURIComponent(link.id)}`, 'load-bars'], [`?site=${encodeURIComponent(link.from)}`, 'site-panel'], [`?cut=${encodeURIComponent(`${link.from}~${link.to}`)}`, 'change-table'], ['?view=region', 'backbone-canvas']]
    for (const [query, part] of parts) {
      await visit(`/backbone${query}`, { language, size: kPhone }, async (page) => {
        await at(page, part).first().waitFor({ timeout: 20_000 })
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        assert.ok(over <= 0, `${query} is ${over} px too wide`)
        assert.doesNotMatch(await page.evaluate(() => document.body.innerText), /undefined|NaN|Infinity|\bnull\b|backbone\.[a-z_]+/, query)
      })
    }
  })
}

test('without a backbone the page says how to import one; what is not there is said so', async () => {
  await visit('/backbone', { base: kNone }, async (page) => {
    await at(page, 'backbone-none').waitFor()
    assert.ok((await at(page, 'backbone-none').innerText()).includes('lianmeng network import'))
  })
  await visit('/backbone?flow=no-such-flow', { expected: /404/ }, async (page) => {
    await at(page, 'error').waitFor({ timeout: 20_000 })
  })
})
