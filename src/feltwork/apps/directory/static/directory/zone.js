/* Chooses the device's own time zone in a list, where nobody has chosen one yet. Nothing is sent before a button is
   pressed. element: the select, with data-unset while the page only guessed. */

export function mount(select) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ("unset" in select.dataset && [...select.options].some((one) => one.value === own)) select.value = own;
}
