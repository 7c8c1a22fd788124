// What the reader chose, remembered in this browser.
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import type { Language } from '@/lib/format'

const kKey = 'lianmeng.prefs'

interface Saved {
  language?: Language
  map?: 'tiles' | 'outlines'
}

function read(): Saved {
  try {
    return JSON.parse(localStorage.getItem(kKey) ?? '{}') as Saved
  } catch {
    return {}
  }
}

export const usePrefs = defineStore('prefs', () => {
  const saved = read()
  const language = ref<Language>(saved.language === 'en' ? 'en' : 'zh')
  const map = ref<'tiles' | 'outlines'>(saved.map === 'outlines' ? 'outlines' : 'tiles')
  watch([language, map], () => {
    try {
      localStorage.setItem(kKey, JSON.stringify({ language: language.value, map: map.value }))
    } catch {
      // A browser that keeps nothing still works; it forgets the choice.
    }
  })
  return { language, map }
})
