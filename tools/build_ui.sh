#!/bin/sh
# Rebuilds src/lodestar/ui/static/vendor from the npm packages: our Sass build of GOV.UK Frontend, its script, htmx and the typeface.
# Needs node and npm; run by hand when a version below changes, then commit what it wrote. Nothing here runs when Lodestar is installed.
set -eu
GOVUK=6.6.0
HTMX=2.0.11
FONT=5.3.0
SASS=1

here=$(cd "$(dirname "$0")" && pwd)
out=$here/../src/lodestar/ui/static/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent "govuk-frontend@$GOVUK" "htmx.org@$HTMX" "@fontsource/atkinson-hyperlegible@$FONT" >/dev/null
npm install --silent --no-save --prefix "$work/tool" "sass@$SASS" >/dev/null
for package in govuk-frontend htmx.org fontsource-atkinson-hyperlegible; do
  mkdir "$package"
  tar xzf "$package"-*.tgz -C "$package" --strip-components=1
done

mkdir -p "$out/govuk/fonts" "$out/htmx"
cp -r govuk-frontend/dist dist
cp "$here/ui/_colours-palette--internal.scss" dist/govuk/settings/
cp "$here/ui/lodestar-govuk.scss" .
"$work/tool/node_modules/.bin/sass" --style=compressed --no-source-map --no-charset lodestar-govuk.scss govuk.css
# The typeface and the colours are declared once on :root, so repeats inside print rules and var() fallbacks are dropped (about 9 kB).
sed -E -e 's/@media print\{[^{}]*\{font-family:var\(--lode-font\)\}\}//g' -e 's/var\((--govuk-[a-z-]+-colour), ?#[0-9a-f]{6}\)/var(\1)/g' \
  govuk.css >"$out/govuk/lodestar-govuk.css"
sed -E 's|//# sourceMappingURL=.*||' govuk-frontend/dist/govuk/govuk-frontend.min.js >"$out/govuk/govuk-frontend.min.js"
cp "$here/ui/GOVUK-LICENSE.txt" "$out/govuk/LICENSE.txt"
for face in latin-400 latin-700 latin-ext-400 latin-ext-700; do
  cp "fontsource-atkinson-hyperlegible/files/atkinson-hyperlegible-$face-normal.woff2" "$out/govuk/fonts/"
done
cp fontsource-atkinson-hyperlegible/LICENSE "$out/govuk/fonts/OFL.txt"
cp htmx.org/dist/htmx.min.js "$out/htmx/"
cp htmx.org/LICENSE "$out/htmx/LICENSE.txt"
printf 'govuk-frontend %s (MIT), built with sass %s and Lodestar colours\natkinson-hyperlegible %s (OFL 1.1)\n' \
  "$GOVUK" "$("$work/tool/node_modules/.bin/sass" --version | cut -d' ' -f1)" "$FONT" >"$out/govuk/VERSION"
printf 'htmx %s (0BSD)\n' "$HTMX" >"$out/htmx/VERSION"
cd "$out"
find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum >SHA256SUMS
wc -c govuk/lodestar-govuk.css govuk/govuk-frontend.min.js htmx/htmx.min.js
