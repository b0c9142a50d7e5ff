# Line coverage of one assembly over many cobertura reports: a line is covered where any report says so.
# Variables: assembly (a project of src), least (per cent that must be passed).
BEGIN { FS = "\"" }

function value(name,    place) {
  place = index($0, " " name "=\"")
  return place ? substr($0, place + length(name) + 3, index(substr($0, place + length(name) + 3), "\"") - 1) : ""
}

/<class / {
  file = value("filename")
  gsub(/\\/, "/", file)
  wanted = index(file, "/src/" assembly "/") > 0 && file !~ /\.g\.cs$/
}

wanted && /<line / {
  key = file ":" value("number")
  if (!(key in hits)) lines++
  if (value("hits") + 0 > 0 && !hits[key]) { hits[key] = 1; covered++ } else hits[key] += 0
}

END {
  rate = lines ? 100 * covered / lines : 0
  printf "Line coverage of %s: %.1f %% (%d of %d lines; more than %d %% is asked)\n", assembly, rate, covered, lines, least
  if (rate <= least) {
    for (key in hits) if (!hits[key]) { split(key, part, ":"); sub(/.*\/src\//, "src/", part[1]); missed[part[1]]++ }
    for (name in missed) printf "  %4d lines not covered in %s\n", missed[name], name | "sort -rn | head -n 20"
    exit 1
  }
}
