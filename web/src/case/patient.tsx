// The same answer in plain words, as the service writes it for patients and families.
import { useEffect, useState } from 'preact/hooks';
import { assessAs } from '../api';
import { asOf, region } from '../settings';
import { failureOf, recordText } from './state';

export function PatientPage() {
  const [page, setPage] = useState('');
  const [trouble, setTrouble] = useState('');
  const text = recordText.value;
  useEffect(() => {
    const controller = new AbortController();
    assessAs('patient', text, controller.signal).then(
      (words) => (setPage(words), setTrouble('')),
      (error) => controller.signal.aborted || setTrouble(failureOf(error).message),
    );
    return () => controller.abort();
  }, [text, asOf.value, region.value]);
  if (trouble) return <p class="notice notice-error">{trouble}</p>;
  return (
    <section class="panel" aria-label="The result in plain words">
      <div class="patient-page">{page}</div>
    </section>
  );
}
