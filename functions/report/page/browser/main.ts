/** Builds the page from the data in the same file, one account at a time. */
import type { AccountData, PageData } from '../data';
import { accountPage } from './account-page';
import { createElement } from './create-element';
import { createFormatter } from './format';
import { readData } from './read-data';
import { onThemeChange } from './theme';

readData().then(startPage);

function startPage(data: PageData): void {
  const page = document.getElementById('page') ?? document.body;
  const wording = createFormatter(data.timezone);
  let shown: { account: AccountData; close(): void } | undefined;

  function show(account: AccountData): void {
    const chosenAsset = document.querySelector<HTMLSelectElement>('#asset')?.selectedOptions[0]?.text;
    shown?.close();
    const { root, start, close } = accountPage({ account, data, wording, picker: accountPicker(account) });
    page.replaceChildren(root);
    start(chosenAsset);
    shown = { account, close };
  }

  function accountPicker(current: AccountData): HTMLElement | null {
    if (data.accounts.length < 2) return null;
    const options = data.accounts.map((account, i) =>
      createElement('option', { value: i, selected: account === current }, account.gaps.account),
    );
    const select = createElement('select', { id: 'account' }, ...options);
    select.addEventListener('change', () => {
      const account = data.accounts[Number(select.value)];
      if (account) show(account);
      document.getElementById('account')?.focus();
    });
    return createElement('label', { class: 'picker' }, 'Account ', select);
  }

  const [first] = data.accounts;
  if (first) show(first);
  onThemeChange(() => shown && show(shown.account));
}
