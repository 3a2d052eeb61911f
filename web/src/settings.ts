// What every question goes with (the day, the regions), the page shown, and how it looks. Only the look outlives the
// page: no record and no answer is ever stored.
import { computed, effect, signal } from '@preact/signals';

export const asOf = signal('');  // empty: today, as the service has it
export const today = signal('');
export const day = computed(() => asOf.value || today.value);
export const region = signal('US,EU');

export type Theme = 'system' | 'light' | 'dark';
export const theme = signal<Theme>((localStorage.getItem('her2.theme') as Theme | null) ?? 'system');
effect(() => {
  document.documentElement.dataset.theme = theme.value;
  localStorage.setItem('her2.theme', theme.value);
});

/// Wide enough for two columns of answers beside the record.
const wideScreen = matchMedia('(min-width: 100rem)');
export const wide = signal(wideScreen.matches);
wideScreen.addEventListener('change', (e) => (wide.value = e.matches));

/// The page, from the part of the address behind `#`: never holds patient data.
export const route = signal(location.hash.replace(/^#\/?/, '') || 'case');
addEventListener('hashchange', () => {
  route.value = location.hash.replace(/^#\/?/, '') || 'case';
  document.getElementById('main')?.focus();
  scrollTo(0, 0);
});
export function go(to: string) {
  location.hash = `/${to}`;
}
