* xor on cmos
* level transistor, one model time unit is 6.338335711527614e-07 s
* visible: 3 neurons, state = v/-1 V, output 1 V per unit, tau 6.338335711527614e-07 s
* hidden rows: 4 neurons, state = v/0.5 V, output 1 V per unit, tau 6.338335711527615e-08 s
* written by hopspice 0.1.0
* checksums: spec 77a19205d5bcc9e4, target 7463e89419d5a42c
* query 00x
.model npn_generic npn(is=1.3e-17 bf=150 vaf=60 ikf=0.0015 ise=1e-17 ne=2 rb=200 re=20 rc=100
+ tf=8e-12 cje=4e-15 vje=0.8 cjc=3e-15 vjc=0.6 cjs=4e-15 tr=5e-10 xtb=1.5 eg=1.12 xti=3)
.model schottky_generic d(is=1e-08 n=1.02 rs=10 cjo=2e-14 eg=0.69 xti=2)
.model n_generic nmos(level=1 vto=0.55 kp=0.00017 gamma=0.5 phi=0.8 lambda=0.1 tox=7e-09 cgso=2e-10
+ cgdo=2e-10 cgbo=1e-10 cj=0.0009 mj=0.36 cjsw=2.5e-10 mjsw=0.36 pb=0.7)
.model p_generic pmos(level=1 vto=-0.65 kp=5.8e-05 gamma=0.45 phi=0.8 lambda=0.12 tox=7e-09
+ cgso=2e-10 cgdo=2e-10 cgbo=1e-10 cj=0.0012 mj=0.5 cjsw=3e-10 mjsw=0.43 pb=0.9)
.model pnp_generic pnp(is=1.3e-17 bf=80 vaf=40 ikf=0.001 ise=1e-17 ne=2 rb=250 re=25 rc=120
+ tf=1.5e-11 cje=4e-15 vje=0.8 cjc=4e-15 vjc=0.6 cjs=5e-15 tr=1e-09 xtb=1.5 eg=1.12 xti=3)
* bias lines from the reference voltage, MOS
.subckt hs_bias ref vcc vee bn bp
rref ref sense 20000
mref sense bn vee vee n_generic w=3.0149551345962113e-06 l=3.5e-07 m=1 ad=2.6380857427716847e-12
+ as=2.6380857427716847e-12 pd=7.779910269192423e-06 ps=7.779910269192423e-06
rtail vcc tail 18000
minn mirror sense tail tail p_generic w=4.827586206896552e-06 l=3.5e-07 m=1 ad=4.224137931034482e-12
+ as=4.224137931034482e-12 pd=1.1405172413793103e-05 ps=1.1405172413793103e-05
minp bn 0 tail tail p_generic w=4.827586206896552e-06 l=3.5e-07 m=1 ad=4.224137931034482e-12
+ as=4.224137931034482e-12 pd=1.1405172413793103e-05 ps=1.1405172413793103e-05
mmirror mirror mirror vee vee n_generic w=1.6470588235294118e-06 l=3.5e-07 m=1
+ ad=1.4411764705882353e-12 as=1.4411764705882353e-12 pd=5.044117647058824e-06
+ ps=5.044117647058824e-06
mload bn mirror vee vee n_generic w=1.6470588235294118e-06 l=3.5e-07 m=1 ad=1.4411764705882353e-12
+ as=1.4411764705882353e-12 pd=5.044117647058824e-06 ps=5.044117647058824e-06
msink bp bn vee vee n_generic w=2.801296896711441e-06 l=3.5e-07 m=1 ad=2.451134784622511e-12
+ as=2.451134784622511e-12 pd=7.352593793422882e-06 ps=7.352593793422882e-06
mdiode bp bp vcc vcc p_generic w=9.655172413793103e-06 l=3.5e-07 m=1 ad=8.448275862068965e-12
+ as=8.448275862068965e-12 pd=2.1060344827586205e-05 ps=2.1060344827586205e-05
cn bn vee 5e-12
cp bp vcc 5e-12
.ends
* transmission gate, 80 ohm per device
.subckt hs_switch a b on off vcc vee
mn a on b vee n_generic w=1.4442001069269276e-05 l=3.5e-07 m=2 ad=1.2636750935610616e-11
+ as=1.2636750935610616e-11 pd=3.063400213853855e-05 ps=3.063400213853855e-05
mp a off b vcc p_generic w=1.8244536077098873e-05 l=3.5e-07 m=5 ad=1.5963969067461512e-11
+ as=1.5963969067461512e-11 pd=3.823907215419775e-05 ps=3.823907215419775e-05
.ends
* complement of a control
.subckt hs_inverter in out vcc vee
mn out in vee vee n_generic w=8.235294117647058e-06 l=3.5e-07 m=1 ad=7.205882352941176e-12
+ as=7.205882352941176e-12 pd=1.8220588235294115e-05 ps=1.8220588235294115e-05
mp out in vcc vcc p_generic w=1.2068965517241379e-05 l=3.5e-07 m=2 ad=1.0560344827586206e-11
+ as=1.0560344827586206e-11 pd=2.5887931034482757e-05 ps=2.5887931034482757e-05
.ends
* two-stage Miller amplifier: GBW 2e+08 Hz, slew 1.88e+08 V/s, dc gain 67 dB, iq 0.000788 A
.subckt hs_opamp_1 inp inn out vcc vee bn bp
mtail tail bn vee vee n_generic w=3.7255592880217773e-06 l=3.5e-07 m=1 ad=3.259864377019055e-12
+ as=3.259864377019055e-12 pd=9.201118576043555e-06 ps=9.201118576043555e-06
minn left inn tail vee n_generic w=5.174387900030247e-06 l=3.5e-07 m=1 ad=4.527589412526466e-12
+ as=4.527589412526466e-12 pd=1.2098775800060495e-05 ps=1.2098775800060495e-05
minp right inp tail vee n_generic w=5.174387900030247e-06 l=3.5e-07 m=1 ad=4.527589412526466e-12
+ as=4.527589412526466e-12 pd=1.2098775800060495e-05 ps=1.2098775800060495e-05
ml left left vcc vcc p_generic w=5.459871370376743e-06 l=3.5e-07 m=1 ad=4.7773874490796495e-12
+ as=4.7773874490796495e-12 pd=1.2669742740753485e-05 ps=1.2669742740753485e-05
mr right left vcc vcc p_generic w=5.459871370376743e-06 l=3.5e-07 m=1 ad=4.7773874490796495e-12
+ as=4.7773874490796495e-12 pd=1.2669742740753485e-05 ps=1.2669742740753485e-05
mout out right vcc vcc p_generic w=1.8390804597701147e-05 l=3.5e-07 m=7 ad=1.6091954022988503e-11
+ as=1.6091954022988503e-11 pd=3.8531609195402295e-05 ps=3.8531609195402295e-05
msink out bn vee vee n_generic w=1.4640522875816992e-05 l=3.5e-07 m=3 ad=1.2810457516339867e-11
+ as=1.2810457516339867e-11 pd=3.103104575163398e-05 ps=3.103104575163398e-05
cc out zero 2.742528735632184e-13
rz zero right 671.2027586206897
rbp bp vcc 1000000000
.ends
* two-stage Miller amplifier: GBW 2e+08 Hz, slew 1.88e+08 V/s, dc gain 67 dB, iq 0.000425 A
.subckt hs_opamp_0 inp inn out vcc vee bn bp
mtail tail bn vee vee n_generic w=3.7255592880217773e-06 l=3.5e-07 m=1 ad=3.259864377019055e-12
+ as=3.259864377019055e-12 pd=9.201118576043555e-06 ps=9.201118576043555e-06
minn left inn tail vee n_generic w=5.174387900030247e-06 l=3.5e-07 m=1 ad=4.527589412526466e-12
+ as=4.527589412526466e-12 pd=1.2098775800060495e-05 ps=1.2098775800060495e-05
minp right inp tail vee n_generic w=5.174387900030247e-06 l=3.5e-07 m=1 ad=4.527589412526466e-12
+ as=4.527589412526466e-12 pd=1.2098775800060495e-05 ps=1.2098775800060495e-05
ml left left vcc vcc p_generic w=5.459871370376743e-06 l=3.5e-07 m=1 ad=4.7773874490796495e-12
+ as=4.7773874490796495e-12 pd=1.2669742740753485e-05 ps=1.2669742740753485e-05
mr right left vcc vcc p_generic w=5.459871370376743e-06 l=3.5e-07 m=1 ad=4.7773874490796495e-12
+ as=4.7773874490796495e-12 pd=1.2669742740753485e-05 ps=1.2669742740753485e-05
mout out right vcc vcc p_generic w=1.6091954022988503e-05 l=3.5e-07 m=4 ad=1.408045977011494e-11
+ as=1.408045977011494e-11 pd=3.393390804597701e-05 ps=3.393390804597701e-05
msink out bn vee vee n_generic w=1.0980392156862744e-05 l=3.5e-07 m=2 ad=9.6078431372549e-12
+ as=9.6078431372549e-12 pd=2.3710784313725486e-05 ps=2.3710784313725486e-05
cc out zero 2.8712643678160916e-13
rz zero right 858.7027586206896
rbp bp vcc 1000000000
.ends
* two-stage Miller amplifier: GBW 2e+08 Hz, slew 1.88e+08 V/s, dc gain 67 dB, iq 0.00312 A
.subckt hs_opamp_3 inp inn out vcc vee bn bp
mtail tail bn vee vee n_generic w=1.2959314304412784e-05 l=3.5e-07 m=1 ad=1.1339400016361186e-11
+ as=1.1339400016361186e-11 pd=2.7668628608825566e-05 ps=2.7668628608825566e-05
minn left inn tail vee n_generic w=1.7999047645017758e-05 l=3.5e-07 m=1 ad=1.5749166689390537e-11
+ as=1.5749166689390537e-11 pd=3.774809529003552e-05 ps=3.774809529003552e-05
minp right inp tail vee n_generic w=1.7999047645017758e-05 l=3.5e-07 m=1 ad=1.5749166689390537e-11
+ as=1.5749166689390537e-11 pd=3.774809529003552e-05 ps=3.774809529003552e-05
ml left left vcc vcc p_generic w=1.899209854957046e-05 l=3.4999999999999993e-07 m=1
+ ad=1.6618086230874148e-11 as=1.6618086230874148e-11 pd=3.973419709914092e-05
+ ps=3.973419709914092e-05
mr right left vcc vcc p_generic w=1.899209854957046e-05 l=3.4999999999999993e-07 m=1
+ ad=1.6618086230874148e-11 as=1.6618086230874148e-11 pd=3.973419709914092e-05
+ ps=3.973419709914092e-05
mout out right vcc vcc p_generic w=1.980548187444739e-05 l=3.5e-07 m=26 ad=1.7329796640141465e-11
+ as=1.7329796640141465e-11 pd=4.136096374889478e-05 ps=4.136096374889478e-05
msink out bn vee vee n_generic w=1.952069716775599e-05 l=3.5e-07 m=9 ad=1.708061002178649e-11
+ as=1.708061002178649e-11 pd=4.079139433551198e-05 ps=4.079139433551198e-05
cc out zero 9.405579770114939e-13
rz zero right 185.93045175391296
rbp bp vcc 1000000000
.ends
* visible[0]: integrator, initial state
.subckt visible_0 v0_c v0 vdd_v vss_v bias_n bias_p v0_ctl vdd_a vss_a rest rest_n v0_in
rf_v0 v0_c v0 20000
cf_v0 v0_s v0 3.1196167843092256e-11
xv0 0 v0_s v0 vdd_v vss_v bias_n bias_p hs_opamp_0
xn_v0_ctl v0_ctl v0_ctl_n vdd_a vss_a hs_inverter
xsr_v0 v0_s v0 rest rest_n vdd_a vss_a hs_switch
ci_v0 v0_in v0_i 3.1196167843092256e-11
ri_v0 v0_in v0_i 40000
rh_v0 v0_i v0 40000
xsi_v0 v0_i v0_s v0_ctl v0_ctl_n vdd_a vss_a hs_switch
xsc_v0 v0_c v0_s v0_ctl_n v0_ctl vdd_a vss_a hs_switch
xsg_v0 v0_c 0 v0_ctl v0_ctl_n vdd_a vss_a hs_switch
.ends
* visible[1]: integrator, initial state
.subckt visible_1 v1_c v1 vdd_v vss_v bias_n bias_p v1_ctl vdd_a vss_a rest rest_n v1_in
rf_v1 v1_c v1 20000
cf_v1 v1_s v1 3.1196167843092256e-11
xv1 0 v1_s v1 vdd_v vss_v bias_n bias_p hs_opamp_0
xn_v1_ctl v1_ctl v1_ctl_n vdd_a vss_a hs_inverter
xsr_v1 v1_s v1 rest rest_n vdd_a vss_a hs_switch
ci_v1 v1_in v1_i 3.1196167843092256e-11
ri_v1 v1_in v1_i 40000
rh_v1 v1_i v1 40000
xsi_v1 v1_i v1_s v1_ctl v1_ctl_n vdd_a vss_a hs_switch
xsc_v1 v1_c v1_s v1_ctl_n v1_ctl vdd_a vss_a hs_switch
xsg_v1 v1_c 0 v1_ctl v1_ctl_n vdd_a vss_a hs_switch
.ends
* visible[2]: integrator, initial state
.subckt visible_2 v2_c v2 vdd_v vss_v bias_n bias_p v2_ctl vdd_a vss_a rest rest_n v2_in
rf_v2 v2_c v2 20000
cf_v2 v2_s v2 3.1196167843092256e-11
xv2 0 v2_s v2 vdd_v vss_v bias_n bias_p hs_opamp_0
xn_v2_ctl v2_ctl v2_ctl_n vdd_a vss_a hs_inverter
xsr_v2 v2_s v2 rest rest_n vdd_a vss_a hs_switch
ci_v2 v2_in v2_i 3.1196167843092256e-11
ri_v2 v2_in v2_i 40000
rh_v2 v2_i v2 40000
xsi_v2 v2_i v2_s v2_ctl v2_ctl_n vdd_a vss_a hs_switch
xsc_v2 v2_c v2_s v2_ctl_n v2_ctl vdd_a vss_a hs_switch
xsg_v2 v2_c 0 v2_ctl v2_ctl_n vdd_a vss_a hs_switch
.ends
* hidden rows[0]: integrator, softmax
.subckt hidden_rows_0 h1_0 vdd_h vss_h bias_n bias_p t1_c vdd_a vss_a
rf_h1_0 h1_0_c h1_0 10000
cf_h1_0 h1_0_c h1_0 6.251338946859588e-12
xh1_0 0 h1_0_c h1_0 vdd_h vss_h bias_n bias_p hs_opamp_3
ra_h1_0 h1_0 h1_0_b 579.9359333175746
rb_h1_0 h1_0_b 0 621.5021341968953
qh1_0 h1_0_k h1_0_b t1_c npn_generic 32
rt_h1_0_f h1_0_k h1_0_f 5033.333333333333
ct_h1_0_f h1_0_k h1_0_f 1.9837964915728997e-13
xt_h1_0_f 0 h1_0_k h1_0_f vdd_a vss_a bias_n bias_p hs_opamp_0
.ends
* hidden rows[1]: integrator, bias, softmax
.subckt hidden_rows_1 h1_1_c h1_1 vdd_h vss_h bias_n bias_p vref_p t1_c h1_1_f vdd_a vss_a
rf_h1_1 h1_1_c h1_1 10000
cf_h1_1 h1_1_c h1_1 6.127057854476694e-12
xh1_1 0 h1_1_c h1_1 vdd_h vss_h bias_n bias_p hs_opamp_3
rbias_h1_1 vref_p h1_1_c 23333.333333333332
ra_h1_1 h1_1 h1_1_b 579.9359333175746
rb_h1_1 h1_1_b 0 621.5021341968953
qh1_1 h1_1_k h1_1_b t1_c npn_generic 32
rt_h1_1_f h1_1_k h1_1_f 5033.333333333333
ct_h1_1_f h1_1_k h1_1_f 1.9837964915728997e-13
xt_h1_1_f 0 h1_1_k h1_1_f vdd_a vss_a bias_n bias_p hs_opamp_1
.ends
* hidden rows[2]: integrator, bias, softmax
.subckt hidden_rows_2 h1_2_c h1_2 vdd_h vss_h bias_n bias_p vref_p t1_c h1_2_f vdd_a vss_a
rf_h1_2 h1_2_c h1_2 10000
cf_h1_2 h1_2_c h1_2 6.127057854476694e-12
xh1_2 0 h1_2_c h1_2 vdd_h vss_h bias_n bias_p hs_opamp_3
rbias_h1_2 vref_p h1_2_c 23333.333333333332
ra_h1_2 h1_2 h1_2_b 579.9359333175746
rb_h1_2 h1_2_b 0 621.5021341968953
qh1_2 h1_2_k h1_2_b t1_c npn_generic 32
rt_h1_2_f h1_2_k h1_2_f 5033.333333333333
ct_h1_2_f h1_2_k h1_2_f 1.9837964915728997e-13
xt_h1_2_f 0 h1_2_k h1_2_f vdd_a vss_a bias_n bias_p hs_opamp_1
.ends
* hidden rows[3]: integrator, bias, softmax
.subckt hidden_rows_3 h1_3_c h1_3 vdd_h vss_h bias_n bias_p vref_p t1_c h1_3_f vdd_a vss_a
rf_h1_3 h1_3_c h1_3 10000
cf_h1_3 h1_3_c h1_3 6.127057854476694e-12
xh1_3 0 h1_3_c h1_3 vdd_h vss_h bias_n bias_p hs_opamp_3
rbias_h1_3 vref_p h1_3_c 23333.333333333332
ra_h1_3 h1_3 h1_3_b 579.9359333175746
rb_h1_3 h1_3_b 0 621.5021341968953
qh1_3 h1_3_k h1_3_b t1_c npn_generic 32
rt_h1_3_f h1_3_k h1_3_f 5033.333333333333
ct_h1_3_f h1_3_k h1_3_f 1.9837964915728997e-13
xt_h1_3_f 0 h1_3_k h1_3_f vdd_a vss_a bias_n bias_p hs_opamp_1
.ends
* hidden rows: tail current reference
.subckt hidden_rows_tail_current_reference vref_n vss_a vdd_a bias_n bias_p t1_c
rt1_hi 0 t1_ref 2999.9999999999995
rt1_lo t1_ref vref_n 20333.333333333336
rt1_ref 0 t1_k 749.9999999999999
qt1_ref t1_k t1_b t1_e npn_generic 8
rt1_e t1_e vss_a 1000
xt1 t1_k t1_ref t1_o vdd_a vss_a bias_n bias_p hs_opamp_3
rt1_drive t1_o t1_d 900
qt1_line 0 t1_d t1_b npn_generic 8
rt1_line t1_b vss_a 8999.999999999998
qt1_0 t1_c t1_b t1_e0 npn_generic 8
rt1_e0 t1_e0 vss_a 1000
.ends
* crossbar hidden rows from visible
.subckt crossbar_hidden_rows_from_visible v1 h1_1_c v2 v0 h1_2_c h1_3_c
rw_h1_1_v1 v1 h1_1_c 20000
rw_h1_1_v2 v2 h1_1_c 20000
rw_h1_2_v0 v0 h1_2_c 20000
rw_h1_2_v2 v2 h1_2_c 20000
rw_h1_3_v0 v0 h1_3_c 20000
rw_h1_3_v1 v1 h1_3_c 20000
.ends
* crossbar visible from hidden rows
.subckt crossbar_visible_from_hidden_rows h1_2_f v0_c h1_3_f h1_1_f v1_c v2_c
rw_v0_h1_2 h1_2_f v0_c 20000
rw_v0_h1_3 h1_3_f v0_c 20000
rw_v1_h1_1 h1_1_f v1_c 20000
rw_v1_h1_3 h1_3_f v1_c 20000
rw_v2_h1_1 h1_1_f v2_c 20000
rw_v2_h1_2 h1_2_f v2_c 20000
.ends
* supplies, with an ammeter per power domain
vdd vdd 0 pwl(0 0 8.021130511710044e-08 1.8)
vss vss 0 pwl(0 0 8.021130511710044e-08 -1.8)
vi_vdd_v vdd vdd_v dc 0
vi_vss_v vss vss_v dc 0
rl_vdd_v vdd_v vss_v 1000000000
vi_vdd_h vdd vdd_h dc 0
vi_vss_h vss vss_h dc 0
rl_vdd_h vdd_h vss_h 1000000000
vi_vdd_a vdd vdd_a dc 0
vi_vss_a vss vss_a dc 0
rl_vdd_a vdd_a vss_a 1000000000
* rest: high until the inputs are applied
vrest rest 0 pwl(0 1.8 8.014792175998515e-07 1.8 8.021130511710043e-07 -1.8)
xn_rest rest rest_n vdd_a vss_a hs_inverter
* references for biases and offsets
vref ref 0 pwl(0 0 8.021130511710044e-08 1)
xbias ref vdd_a vss_a bias_n bias_p hs_bias
r1_vref_n ref vref_n_c 10000
r2_vref_n vref_n_c vref_n 11666.666666666668
xvref_n 0 vref_n_c vref_n vdd_a vss_a bias_n bias_p hs_opamp_1
r1_vref_p vref_n vref_p_c 11666.666666666668
r2_vref_p vref_p_c vref_p 11666.666666666668
xvref_p 0 vref_p_c vref_p vdd_a vss_a bias_n bias_p hs_opamp_1
* visible[0]
xvisible_0 v0_c v0 vdd_v vss_v bias_n bias_p v0_ctl vdd_a vss_a rest rest_n v0_in visible_0
* visible[0]: initial state
vin_v0 v0_in 0 pwl(0 0 8.021130511710043e-07 0 8.027468847421571e-07 0)
vctl_v0 v0_ctl 0 pwl(0 1.8 1.195962490448175e-06 1.8 1.1965963240193277e-06 1.8)
* visible[1]
xvisible_1 v1_c v1 vdd_v vss_v bias_n bias_p v1_ctl vdd_a vss_a rest rest_n v1_in visible_1
* visible[1]: initial state
vin_v1 v1_in 0 pwl(0 0 8.021130511710043e-07 0 8.027468847421571e-07 0)
vctl_v1 v1_ctl 0 pwl(0 1.8 1.195962490448175e-06 1.8 1.1965963240193277e-06 1.8)
* visible[2]
xvisible_2 v2_c v2 vdd_v vss_v bias_n bias_p v2_ctl vdd_a vss_a rest rest_n v2_in visible_2
* visible[2]: initial state
vin_v2 v2_in 0 pwl(0 0 8.021130511710043e-07 0 8.027468847421571e-07 0.5)
vctl_v2 v2_ctl 0 pwl(0 1.8 1.195962490448175e-06 1.8 1.1965963240193277e-06 -1.8)
* hidden rows[0]
xhidden_rows_0 h1_0 vdd_h vss_h bias_n bias_p t1_c vdd_a vss_a hidden_rows_0
* hidden rows[1]
xhidden_rows_1 h1_1_c h1_1 vdd_h vss_h bias_n bias_p vref_p t1_c h1_1_f vdd_a vss_a hidden_rows_1
* hidden rows[2]
xhidden_rows_2 h1_2_c h1_2 vdd_h vss_h bias_n bias_p vref_p t1_c h1_2_f vdd_a vss_a hidden_rows_2
* hidden rows[3]
xhidden_rows_3 h1_3_c h1_3 vdd_h vss_h bias_n bias_p vref_p t1_c h1_3_f vdd_a vss_a hidden_rows_3
* hidden rows: tail current reference
xhidden_rows_tail_current_reference vref_n vss_a vdd_a bias_n bias_p t1_c
+ hidden_rows_tail_current_reference
* crossbar hidden rows from visible
xcrossbar_hidden_rows_from_visible v1 h1_1_c v2 v0 h1_2_c h1_3_c crossbar_hidden_rows_from_visible
* crossbar visible from hidden rows
xcrossbar_visible_from_hidden_rows h1_2_f v0_c h1_3_f h1_1_f v1_c v2_c
+ crossbar_visible_from_hidden_rows
* analysis
.option accurate reltol=0.0005 tnom=27 post=1 probe delmax=3.169167855763807e-08
.temp 27
.probe tran v(v0) v(v1) v(v2) v(h1_0) v(h1_1) v(h1_2) v(h1_3) v(h1_1_f) v(h1_2_f) v(h1_3_f)
+ i(vi_vdd_v) i(vi_vss_v) i(vi_vdd_h) i(vi_vss_h) i(vi_vdd_a) i(vi_vss_a) i(vref)
.tran 6.338335711527614e-10 2.6549939170129784e-05
.measure tran visible_0 find v(v0) at=2.6549912620190613e-05
.measure tran visible_1 find v(v1) at=2.6549912620190613e-05
.measure tran visible_2 find v(v2) at=2.6549912620190613e-05
.end
