// Matchmaking events: made, invited to, asked for, planned, dragged, told and taken away; what is against a move is said.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, at, becomes, drawn, kLanguages, kPhone, kUrl, number, visit } from './harness.mjs'

async function send(method, path, body) {
  const response = await fetch(`${kUrl}/api/v1${path}`, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) })
  return { status: response.status, body: await response.json() }
}

async function planned(id) {
  await becomes(async () => ['done', 'failed'].includes((await api(`/events/${id}/plan`)).state), true)
  return api(`/events/${id}`)
}

/** Four guests who come and a ring of musts between them, planned. */
async function ring(title, slots = ['09:00', '09:30', '10:00', '10:30']) {
  const { body: made } = await send('POST', '/events', { title, date: '2030-05-06', slot_starts: slots, slot_minutes: 30, tables: 3 })
  const names = ['甲', '乙', '丙', '丁']
  const { body: invited } = await send('POST', `/events/${made.id}/participants`, { participants: names.map((name) => ({ name, state: 'accepted' })) })
  const ids = invited.participant_list.map((who) => who.id)
  await send('POST', `/events/${made.id}/requests`, { requests: ids.map((a, i) => ({ a, b: ids[(i + 1) % 4], priority: 'must' })) })
  assert.equal((await send('POST', `/events/${made.id}/plan`, { mode: 'plan', seconds: 20 })).status, 200)
  return planned(made.id)
}

for (const language of kLanguages) {
  test(`an event is made, invited to, asked for and planned in the console (${language})`, async () => {
    const title = `春季对接会 ${language}`
    let id
    await visit('/events', { language }, async (page) => {
      await drawn(page, 'events')
      await at(page, 'event-add').click()
      await at(page, 'event-title').fill(title)
      await at(page, 'event-place').fill('合肥')
      await at(page, 'event-tables').fill('2')
      await at(page, 'event-save').click()
      await drawn(page, 'event')
      id = new URL(page.url()).pathname.split('/').pop()
      const firm = (await api('/organisations?limit=1')).items[0]
      await at(page, 'as-accepted').check()
      await at(page, 'pasted-names').fill(`${firm.name}，王某\n外地来宾\n第二来宾`)
      await at(page, 'invite-names').click()
      await becomes(() => at(page, 'participant').count(), 3)
      const people = (await api(`/events/${id}`)).participant_list
      assert.equal(people[0].organisation.id, firm.id, 'a name of the directory is its organisation')
      assert.equal(people[0].contact, '王某')
      assert.equal(people[1].organisation, null)

      await page.locator('[data-testid="pick-event-tab"] label').nth(2).click()
      for (const [a, b] of [[0, 1], [1, 2]]) {
        await at(page, 'request-a').selectOption(people[a].id)
        await at(page, 'request-b').selectOption(people[b].id)
        await at(page, 'request-priority').selectOption('must')
        await at(page, 'request-add').click()
        await becomes(() => at(page, 'request').count(), b)
      }
      await page.locator('[data-testid="pick-event-tab"] label').nth(0).click()
      await at(page, 'plan-start').click()
      await at(page, 'proof').waitFor()
      await becomes(() => at(page, 'meeting').count(), 2)
    })
    const event = await api(`/events/${id}`)
    assert.equal(event.title, title)
    assert.equal(event.state, 'planned')
    assert.equal(event.plan.status, 'optimal')
    assert.equal(event.plan.breaks, 0)
  })
}

test('a meeting is dragged to a free place, and what stands against another is said at once', async () => {
  const event = await ring('拖动')
  const meeting = event.plan.meetings[0]
  const moves = await api(`/events/${event.id}/moves?meeting=${meeting.meeting}`)
  const open = moves.slots.find((slot) => slot.obstacles.length === 0 && slot.slot !== meeting.slot)
  const shut = moves.slots.find((slot) => slot.obstacles.length > 0)
  assert.ok(open && shut)
  await visit(`/events/${event.id}`, {}, async (page) => {
    await drawn(page, 'event')
    const block = page.locator(`[data-meeting="${meeting.meeting}"]`)
    await block.click() // picked: the reasons stand in the closed rows
    await becomes(() => at(page, 'why').count(), moves.slots.filter((slot) => slot.obstacles.length > 0).length)
    assert.ok((await at(page, 'grid').innerText()).includes(shut.obstacles[0].zh))
    await page.keyboard.press('Escape')
    await becomes(() => at(page, 'why').count(), 0)
    const table = open.free_tables[0]
    await block.dragTo(page.locator(`[data-cell="${open.slot}-${table}"]`))
    await becomes(async () => (await api(`/events/${event.id}`)).plan.meetings[0].slot, open.slot)
    await becomes(() => page.locator(`[data-cell="${open.slot}-${table}"] [data-testid="meeting"]`).count(), 1)
    assert.ok((await at(page, 'grid-said').innerText()).includes(`${moves.breaks} → ${open.breaks}`))
  })
  assert.equal((await api(`/events/${event.id}`)).plan.breaks, open.breaks)
})

test('a meeting is moved by the keyboard alone', async () => {
  const event = await ring('键盘')
  await visit(`/events/${event.id}`, { language: 'en' }, async (page) => {
    await drawn(page, 'event')
    const block = at(page, 'meeting').first()
    const index = await block.getAttribute('data-meeting')
    await block.focus()
    await page.keyboard.press('Enter')
    const place = at(page, 'place').first()
    await place.waitFor()
    await place.focus()
    await page.keyboard.press('Enter')
    await becomes(async () => (await api(`/events/${event.id}`)).plan.number, event.plan.number + 1)
    await becomes(() => at(page, 'place').count(), 0)
    assert.equal(await page.locator(`[data-meeting="${index}"]`).count(), 1)
  })
})

test('after a no-show the replan says who must be told, until they were', async () => {
  const event = await ring('变动')
  assert.equal((await send('POST', `/events/${event.id}/told`, { number: event.plan.number })).status, 200)
  await visit(`/events/${event.id}?tab=people`, {}, async (page) => {
    await drawn(page, 'event')
    await at(page, 'participant-state').nth(3).selectOption('declined')
    await becomes(async () => (await api(`/events/${event.id}`)).participant_list[3].state, 'declined')
    await page.locator('[data-testid="pick-event-tab"] label').nth(0).click()
    await at(page, 'outdated').waitFor()
    await at(page, 'replan').click()
    await becomes(() => at(page, 'meeting').count(), 2)
    await becomes(() => at(page, 'notice').count(), 3) // 丁 and its two partners
    assert.ok((await at(page, 'notices').innerText()).includes('取消：与 丁 的会谈'))
    await at(page, 'mark-told').click()
    await at(page, 'all-told').waitFor()
  })
})

test('requests that stand against each other are named', async () => {
  const event = await ring('矛盾', ['09:00', '09:30'])
  const [a, , c] = event.participant_list.map((who) => who.id)
  await send('POST', `/events/${event.id}/requests`, { requests: [{ a, b: c, priority: 'must' }] })
  await visit(`/events/${event.id}`, { language: 'en' }, async (page) => {
    await drawn(page, 'event')
    await at(page, 'plan-start').click()
    await at(page, 'conflict').waitFor()
    assert.ok((await at(page, 'conflict').innerText()).includes('must take place'))
    await becomes(() => at(page, 'meeting').count(), 4, 'what stood stands')
  })
})

test('suggestions become requests by a click, and no suggestion twice', async () => {
  const [sample] = (await api('/events')).items.filter((item) => item.key === 'SAMPLE-EVENT')
  assert.ok(sample?.sample, 'run.sh made the sample event')
  const need = (await api('/needs?open=true&limit=1')).items[0]
  const match = (await api(`/needs/${need.id}/matches?limit=1`)).matches[0]
  const { body: made } = await send('POST', '/events', { title: '建议', date: '2030-05-07', slot_starts: ['09:00'], slot_minutes: 30, tables: 1 })
  await send('POST', `/events/${made.id}/participants`, { participants: [need.organisation, match.organisation].map(({ id }) => ({ organisation: id })) })
  await visit(`/events/${made.id}?tab=requests`, {}, async (page) => {
    await drawn(page, 'event')
    await at(page, 'suggest').click()
    const first = at(page, 'suggestion').first()
    await first.waitFor()
    assert.ok((await first.innerText()).includes(need.text))
    const before = await at(page, 'suggestion').count()
    await first.locator('[data-testid="take-wish"]').click()
    await becomes(() => at(page, 'request').count(), 1)
    await becomes(() => at(page, 'suggestion').count(), before - 1)
  })
})

test('schedules and name cards are there to take away', async () => {
  const event = await ring('导出')
  await visit(`/events/${event.id}`, {}, async (page) => {
    await drawn(page, 'event')
    await at(page, 'export-who').selectOption(event.participant_list[0].id)
    for (const name of ['xlsx', 'csv', 'ics', 'html', 'cards']) {
      const href = await at(page, `export-${name}`).getAttribute('href')
      const response = await fetch(kUrl + href)
      assert.equal(response.status, 200, href)
      const text = await response.text()
      if (name === 'csv') assert.equal(text.trim().split('\n').length, 3, 'its two meetings below the heading')
      if (name === 'ics') assert.equal(text.match(/BEGIN:VEVENT/g).length, 2)
      if (name === 'cards') assert.equal(text.match(/<section>/g).length, 4)
    }
  })
})

test('the list filters by state, and the pages fit a phone', async () => {
  await visit('/events', {}, async (page) => {
    await drawn(page, 'events')
    await page.locator('label', { has: at(page, 'state-planned') }).click()
    const { total } = await api('/events?state=planned')
    await becomes(async () => number(await at(page, 'total').innerText()), total)
    assert.equal(await page.locator('[data-testid="event-row"]:not([data-state="planned"])').count(), 0)
  })
  const [sample] = (await api('/events')).items.filter((item) => item.key === 'SAMPLE-EVENT')
  for (const tab of ['timetable', 'people', 'requests', 'setup', 'history']) {
    await visit(`/events/${sample.id}?tab=${tab}`, { size: kPhone }, async (page) => {
      await drawn(page, 'event')
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(width <= kPhone.width, `${tab} is ${width} wide`)
    })
  }
  await visit('/events', { size: kPhone }, async (page) => {
    await drawn(page, 'events')
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= kPhone.width)
  })
})
