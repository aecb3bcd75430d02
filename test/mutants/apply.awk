# apply.awk - prints a file with OLD replaced by NEW (from the environment), and ends with 1 unless OLD
# stands there exactly once: in the file, or in the body of FUNCTION, from the line that begins with
# its name to the next line that begins with a closing brace.
BEGIN {
	old = ENVIRON["OLD"]
	new = ENVIRON["NEW"]
	name = ENVIRON["FUNCTION"]
	inside = name == ""
	n = 0
}
name != "" && !inside && index($0, name) == 1 && substr($0, length(name) + 1) ~ /^(\(|\[|$| )/ {
	inside = 1
}
{
	rest = $0
	line = ""
	while (inside && (at = index(rest, old)) > 0) {
		line = line substr(rest, 1, at - 1) new
		rest = substr(rest, at + length(old))
		n++
	}
	print line rest
}
name != "" && /^}/ { inside = 0 }
END { exit n != 1 }
