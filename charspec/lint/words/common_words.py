"""English words that everyone uses: what a trigger should not be.

Written by hand for this rule: the words people are likely to name a character after (animals, plants,
stones, weather, myths, trades, virtues) and the commonest everyday ones. It is no dictionary and does not try
to be: a word that is missing is a missed warning, a made-up word listed by mistake would be a false one.
"""

_CREATURES = """
albatross alligator alpaca ant antelope ape badger bat beagle bear beast beaver bee beetle bird bison boar
buck buffalo bug bull bulldog bunny butterfly camel canary cardinal cat caterpillar chameleon cheetah chick
chicken chipmunk cobra cod colt corgi cougar cow coyote crab crane cricket crocodile crow cub deer dinosaur
dodo dog dolphin donkey dove dragon dragonfly duck duckling eagle eel elephant elk falcon fawn ferret finch
firefly fish flamingo fly foal fox foxes frog gazelle gecko giraffe goat goldfish goose gorilla grasshopper
gull hamster hare hawk hedgehog hen heron hippo hornet horse hound husky hyena ibis jackal jaguar jay
jellyfish kangaroo kid kitten kitty koala ladybug lamb lark leopard lion lioness lizard llama lobster lynx
magpie mammoth mole mongoose monkey moose moth mouse mule newt nightingale octopus orca ostrich otter owl ox
oyster panda panther parrot partridge peacock pelican penguin pheasant pig pigeon piglet piranha pony poodle
porcupine puffin puma pup puppy python quail rabbit raccoon ram rat raven reindeer rhino robin rooster
salamander salmon scorpion seagull seahorse seal shark sheep shrimp skunk sloth slug snail snake sparrow
spider squid squirrel stag stallion starfish stork swallow swan swift tadpole tiger tigress toad tortoise
trout turkey turtle unicorn viper vulture walrus wasp weasel whale wolf wolves wombat woodpecker worm wren
yak zebra
"""

_MYTHS = """
alchemist amazon angel archangel archer assassin bandit banshee bard baron baroness barbarian basilisk
berserker captain champion chimera cleric colonel commander count countess cowboy cowgirl cyborg cyclops
demigod demon demoness detective devil djinn druid duchess duke dwarf elf emperor empress enchantress fairy
faun general genie ghost ghoul giant gladiator gnome goblin god goddess golem grim gryphon griffin guardian
gunslinger hag healer hero heroine hobbit hunter huntress hydra illusionist imp jester judge king knight
lady leprechaun lich lieutenant lord mage magician maiden marquis mercenary mermaid merman messiah minotaur
mistress monarch monk monster mummy mystic necromancer ninja noble nomad nymph ogre oracle orc outlaw
overlord paladin pegasus phantom phoenix pilgrim pirate poltergeist priest priestess prince princess prophet
prophetess queen ranger reaper rebel rogue saint samurai savage scout seer sentinel sergeant shaman
shapeshifter sheriff shinobi siren skeleton soldier sorcerer sorceress specter spectre sphinx spirit squire
sultan swordsman titan traveller traveler trickster troll valkyrie vampire vigilante viking villain viscount
wanderer warden warlock warlord warrior werewolf witch wizard wraith zombie
"""

_PEOPLE = """
actor actress adult apprentice architect artist astronaut athlete aunt author babe baby bachelor baker
barber bartender beauty blacksmith boss boy boyfriend bride brother buddy builder butcher butler carpenter
chef chief child children clerk clown coach colleague companion cook cop couple courier cousin crew crowd
cyclist dad daddy dancer darling daughter dentist designer diver doctor doll driver electrician engineer
explorer family farmer father fella female fighter figure firefighter fisherman friend gal gang gardener
gentleman girl girlfriend grandfather grandma grandmother grandpa guard guest guide guy hacker hairdresser
hiker host human husband infant inventor janitor journalist junior kids lad lass lawyer leader librarian
lover maid male man manager master mate mayor mechanic member men merchant messenger miner minister model
mom mommy mother mum musician nanny neighbour neighbor nephew niece nun nurse officer orphan painter pal
parent partner passenger patient peasant people person philosopher photographer pianist pilot player poet
police policeman porter postman president professor programmer pupil reader reporter runner sailor scholar
scientist secretary senior servant shepherd shopkeeper singer sister skater smith son spy stranger student
surfer surgeon swimmer tailor teacher teammate teen teenager thief thug trainer tutor twin twins uncle vet
veteran victim visitor waiter waitress widow wife winner woman women worker writer youth
"""

_NATURE = """
acorn air apple apricot ash aspen autumn avalanche avocado bamboo banana bark basil bay beach berry birch
blackberry blaze blizzard bloom blossom blueberry bonfire boulder branch breeze briar brook bud bush cactus
canyon carrot cave cedar cherry chestnut clay cliff cloud clover coal coast coconut comet coral corn cosmos
cotton crater creek crystal cyclone cypress daffodil dahlia daisy dandelion darkness dawn day daylight
desert dew diamond dirt dune dusk dust earth earthquake east ebony echo eclipse elm ember emerald equinox
evening evergreen fall fern field fig fire flame flint flood flower fog foliage forest fountain frost fruit
galaxy garden garlic garnet gem ginger glacier glade grape grass gravel grove hail harbour harbor harvest
haze hazel heather heaven hemlock herb hill holly honey horizon hurricane ice iceberg indigo inferno iris
iron island ivory ivy jade jasmine jungle juniper lagoon lake land laurel lava lavender leaf lemon lichen
light lightning lilac lily lime lotus magma magnolia mango maple marble marigold marsh meadow melon meteor
midnight mint mist moon moonlight moonstone morning moss mountain mud mushroom nebula needle night north
nova oak oasis obsidian ocean olive onion onyx opal orange orchard orchid pansy papaya paradise peach pear
pearl pebble peony pepper petal pine pineapple planet plum pollen pond poppy potato prairie primrose pumpkin
quartz radish rain rainbow raspberry reed reef ridge ripple river rock root rose rosemary ruby sage sand
sapphire savanna sea seed shade shadow shell shore silver sky sleet smoke snow snowflake solstice south
spark spring sprout star stardust starlight steam stem stone storm strawberry stream summer summit sun
sunflower sunlight sunrise sunset sunshine supernova swamp thicket thistle thorn thunder tide timber tomato
topaz tornado tree tsunami tulip tundra turnip twilight universe valley vine violet void volcano walnut
water waterfall wave weed west wheat whirlpool wilderness willow wind winter wisteria wood woodland world
yew
"""

_THINGS = """
ace amulet anchor apron armor armour arrow axe badge bag ball balloon banner barrel basket bath battery bead
bed bell belt bench bicycle bike blade blanket boat bolt bomb bone book boot bottle bow bowl box bread brick
bridge broom brush bubble bucket bullet bus butter button cabin cable cake camera candle candy cane cannon
canvas cap cape car card carpet cart castle chain chair chalk charm cheese chess chip chocolate church cigar
circle city clock cloth clothes club coat cocoa code coffee coin comb compass computer cookie copper cotton
couch cream crown cup curtain cushion dagger desk dice dime dish disk door dress drill drum engine eraser
fan feather fence film flag flask flute food fork frame fudge game gate gear gift glass glove glue gold
grenade guitar gun hammer hat helmet hinge hood hook horn house icon ink jacket jam jar jeans jewel juice
kettle key keyboard knife knob knot ladder lamp lantern laser leather lens letter lock locket lute machine
magnet map mask mat meat medal metal milk mirror missile money motor muffin mug nail neck necklace needle
net noodle note nugget nut oil orb oven paint palace pan pancake paper parcel pen pencil penny perfume phone
photo piano picture pie pillow pin pipe pistol pizza plate platinum pocket portrait poster pot powder
pretzel prism pudding purse puzzle quilt quiver racket radio rapier razor ribbon rice rifle ring road robe
robot rocket rod rope rubber rug saddle salad salt sandwich satin sauce saw scarf scissors scroll scythe
shield ship shirt shoe shovel sickle silk skate sketch ski skirt skull sled soap sock sofa soup spear spice
sponge spoon staff stamp statue steel stick string suit sugar sushi sword table tablet tank tape tea teapot
teddy tent throne ticket tie tile tin toast toffee token tool torch towel tower toy train trident trophy
truck trumpet tunic umbrella vase veil velvet vest violin waffle wagon wall wallet wand watch weapon wheel
whip whistle window wine wing wings wire wool yacht yarn
"""

_QUALITIES = """
able adorable aged amber ancient angry anonymous arcane aqua artificial awesome azure beautiful beige big
bitter bizarre black blank blind blonde blue blur bold bouncy brave bright brilliant broken bronze brown
bubbly calm careful charming cheeky chic clever cloudy cold colossal cool cosmic cosy cozy crazy crimson
crisp cruel cuddly curious curly cute cyan daring dark dead deadly dear deep delicate divine dizzy double
dreamy dual dusty eager early electric elegant elite empty endless epic eternal evil faithful famous fancy
fast fearless fierce final fluffy foggy forgotten fragile free fresh friendly frosty frozen fuzzy gentle
giggly glitch glitter glorious glossy glowing golden good grand grateful gray great green grey grumpy
handsome happy hard heavy hidden holy hollow honest hot huge humble hungry icy immortal infinite innocent
invisible jolly joyful just kind large late lazy legendary little lone lonely long lost loud lovely loyal
lucky lunar mad magenta magic magical magnificent majestic mellow merciful merry mighty mild misty modern
mortal mute mysterious mystic naughty navy neat neon new nice nimble noble noisy odd old pale peaceful
perfect pink plain playful pretty proud pure purple quick quiet radiant rapid rare raw real red regal
restless rich rough round royal rusty sacred sad scarlet secret serene serious shady sharp shiny shy silent
silky silly simple slick slow small smart smooth sneaky soft solar solid sour spicy spooky square stellar
steady still stormy strange strong sunny super supreme sweet swift tall tame tan teal tender thick thin tiny
tired tough tranquil true twisted ugly ultimate unique vague velvet vicious vivid warm weird white wicked
wild wise wispy wonderful worthy young yellow
"""

_IDEAS = """
action adventure age agony alpha ambition amour anarchy anger answer antidote apex art attack awakening aura
balance ballad ballet battle bandage beauty beginning beta blessing bliss blood body bond bravery breath
brain bravado business cadence call calm care career carnage carnival cause century chance change chant
chaos character charity chase chime choice chronicle clash clue color colour comfort concept conquest corner
courage craft crash creation crime crisis cross culture cure curse custom cypher cipher dance danger dare
date death debt default deed delight delta denial desire despair destiny detail dignity disaster discord
divinity doom doubt drama dread dream drift duel duty ecstasy edge elegance element emotion end enemy energy
enigma envy epoch era escape essence eternity event evolution example eye face fable faith fall fame fantasy
fate fear feast fever fiction fight flash flavour flavor flight flow focus folly force form fortune freedom
frenzy friendship fun fury future gamma genesis genius gift glimmer glory grace gravity greed grief grudge
guilt habit hair hand harmony hate havoc head heart hell help heritage history hope horror hour humanity
humour hunger hunt hush idea illusion image impulse influence insight instance instinct island item jazz job
joke journey joy justice karma kindness kiss knowledge labyrinth language laughter law legacy legend level
liberty life limit logic look loop loss love loyalty luck lullaby lust madness malice mark match matter maze
measure melody memory mercy message might mind miracle mirage mischief misery mission moment month mood
motion motive move murder muse music mystery name nature nemesis nerve news nightmare nirvana noise nothing
number oath object obsession odyssey omega omen opera order origin pain panic parade paradox part party
passion past path patience pattern peace perception phase place plague plan play pleasure poem poetry point
poison power praise prayer present pride problem profile promise proof prophecy purity purpose question
quest quiz race rage rain random rapture reality reason redemption reflection regret remedy requiem rescue
respect revenge reverie rhyme rhythm riddle right riot rise risk rival role romance ruin rule rumour rush
sacrifice safety salvation sample sanctuary scandal scene science scream season secret self sense serenity
shame shape shine shock shot sign silence sin slumber smile solace solitude solo song soul sound space speed
spell spite sport stage state status stealth story strength stress strike style subject success surprise
symbol symphony talent tale tear temper temple temptation terror test theme theory thing thought threat
thrill thunder time tempo touch trace trade tragedy trail trance trap treasure trial tribute trick trigger
triumph trouble trust truth turn type unity value vanity vendetta vengeance verse vertigo vibe vice victory
view vigor violence virtue vision vogue voice vow voyage war warmth way wealth week whim whisper will win
wisdom wish wit wonder word work wrath year zeal zen zenith zero
"""

_DOING = """
add ask bake beat become begin believe bend bite bleed bless blink block blow boil boost borrow bounce break
breathe bring build burn burst buy carry cast catch celebrate chase check choose climb close collect come
control count crawl create cry cut dash deal decide deliver dig dive divide draw drink drive drop eat enjoy
enter explore fail feed feel fetch find fix fizz float fold follow forget forgive gather get give glide glow
go grab grow guess hang happen hear hide hit hold hop hug hurry hurt imagine join jump keep kick kill kneel
know laugh lead lean learn leave lend lift like listen live load lose make march meet melt mend merge miss
mix need nod obey offer open own pack pass pause pay pick plant please pop pour practice pray prepare press
pretend protect prove pull pump punch push put quit reach read rebuild receive relax remember rent repair
repeat reply rest return reveal ride roam roar roll rub run sail save say scatter search see seek sell send
serve set settle sew shake share shave shoot shout show shut sing sink sit skip slap sleep slide slip smash
smell smile snap sneak sneeze snore solve speak spend spill spin split spread squeeze stand stare start stay
steal step stop strike study suffer swap sway swim swing take talk tap taste teach tear tell think throw
tickle toss track travel treat try tumble turn twirl twist understand use visit wait wake walk wander want
warn wash wave wear whirl wink wiggle wonder worry wrap write yawn yell zip zoom
"""

_EVERYDAY = """
about above after again all alone also always among another any anyone atomic attribute author away back
base best better between beyond both channel chapter chosen class clean clone command community complete
computer condition contact content copy correct cover daemon data design direct document down draft dynamic
each easy effect eight either electronic else enough entire error even ever every example exercise express
extra far feature filter first five forever forward four foundation from front full generic global goal
group half handle hardware header here high home hundred identity image index input inside interest internal
into label last later latest left legal less line link list local logo main major maker many master material
maximum meaning medium method middle minimum minor mistake mode module more most much native near negative
network never next nine nobody none normal official once one online only option other outside owner page
pair permanent platform plugin point position positive price print private program project proper public
quality quantum range rather ready recent record release remote result review scale score script section
sentence series server service session seven shift side since single site six size skill software solution
some soon source special sphere stable standard static station store strategy such sudden suite summary
switch system tag team technical temporary ten text the there thousand three today together tomorrow total
toward transform twice two under unit universal unknown until upper upright user usual valid vector very
virtual web website welcome when where who whole why wide with within without yes yesterday zone whisker
whiskers mitten mittens vampire patch button buttons boots socks scout sugar peanut pickle pumpkin waffles
sprinkles pixel gizmo turbo spike cyber creature alien android vortex matrix sigma cupcake biscuit cinnamon
vanilla mocha latte marshmallow paws champ rocky windy muddy brownie dumpling donut doughnut burger pasta
bacon curry caramel espresso cider lemonade smoothie popcorn taco noodles zucchini eggplant cabbage lettuce
cauliflower mustard ketchup gravy avatar cadet astral aether asteroid orbit plasma neutron proton atom
molecule virus bacteria robotics cog piston turbine circuit socket signal beacon radar sonar antenna agent
spyglass telescope microscope scarecrow snowman gingerbread sleigh mistletoe bauble tinsel puppet marionette
ragdoll plush figurine idol totem relic rune sigil glyph talisman potion elixir cauldron grimoire familiar
mascot underdog rascal scamp scoundrel goofball dumpster doodle scribble inkblot splash drizzle puddle
droplet torrent rapids geyser fjord steppe
"""

COMMON_WORDS = frozenset(
    (_CREATURES + _MYTHS + _PEOPLE + _NATURE + _THINGS + _QUALITIES + _IDEAS + _DOING + _EVERYDAY).split()
)
"""In lower case."""
