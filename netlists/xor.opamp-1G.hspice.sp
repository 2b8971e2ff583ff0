* xor on opamp-1G
* level opamp, one model time unit is 1e-08 s
* visible: 3 neurons, state = v/-1 V, output 1 V per unit, tau 1e-08 s
* hidden rows: 4 neurons, state = v/0.5 V, output 1 V per unit, tau 1e-09 s
* written by hopspice 0.1.0
* checksums: spec 77a19205d5bcc9e4, target 4ff4179b3e0a4957
* query 00x
.model npn_generic npn(is=1.3e-17 bf=150 vaf=60 ikf=0.0015 ise=1e-17 ne=2 rb=200 re=20 rc=100
+ tf=8e-12 cje=4e-15 vje=0.8 cjc=3e-15 vjc=0.6 cjs=4e-15 tr=5e-10 xtb=1.5 eg=1.12 xti=3)
.model schottky_generic d(is=1e-08 n=1.02 rs=10 cjo=2e-14 eg=0.69 xti=2)
* operational amplifier: GBW 1000000000 Hz, slew 1000000000 V/s, dc gain 80 dB, rout 100 ohm, iq 0.001 A
.subckt hs_opamp inp inn out vcc vee
cin inp inn 2e-14
gd 0 d inp inn 6.283185307179586
rd d 0 1
gbgm 0 p cur='0.001*tanh(v(d))'
rp p 0 1591549.4309189534
cp p 0 1e-12
ghi 0 hi p vcc 1
rhi hi 0 1
glo 0 lo p vee 1
rlo lo 0 1
gbclamp p 0 cur='0.05*(max(v(hi)+0.1,0)+min(v(lo)-0.1,0))'
eout eout_i vcc p vcc 1
rout o out 100
gbsup vcc vee cur='0.001+max(i(vs_eout),0)'
vs_eout o eout_i dc 0
.ends
* visible[0]: integrator, initial state
.subckt visible_0 v0_c v0 vdd_v vss_v rest v0_in v0_ctl
rf_v0 v0_c v0 10000
cf_v0 v0_s v0 9.48453227730688e-13
xv0 0 v0_s v0 vdd_v vss_v hs_opamp
gbsr_v0 v0_s v0
+ cur='v(v0_s,v0)*exp(-14.966803104461297+12.664218011467252*tanh(30*(v(rest)-(0.5))))'
ci_v0 v0_in v0_i 9.48453227730688e-13
gbsi_v0 v0_i v0_s
+ cur='v(v0_i,v0_s)*exp(-14.966803104461297+12.664218011467252*tanh(30*(v(v0_ctl)-(0.5))))'
gbsc_v0 v0_c v0_s
+ cur='v(v0_c,v0_s)*exp(-14.966803104461297+12.664218011467252*tanh(30*((-v(v0_ctl))-(-0.5))))'
gbsg_v0 v0_c 0 cur='v(v0_c)*exp(-14.966803104461297+12.664218011467252*tanh(30*(v(v0_ctl)-(0.5))))'
.ends
* visible[1]: integrator, initial state
.subckt visible_1 v1_c v1 vdd_v vss_v rest v1_in v1_ctl
rf_v1 v1_c v1 10000
cf_v1 v1_s v1 9.48453227730688e-13
xv1 0 v1_s v1 vdd_v vss_v hs_opamp
gbsr_v1 v1_s v1
+ cur='v(v1_s,v1)*exp(-14.966803104461297+12.664218011467252*tanh(30*(v(rest)-(0.5))))'
ci_v1 v1_in v1_i 9.48453227730688e-13
gbsi_v1 v1_i v1_s
+ cur='v(v1_i,v1_s)*exp(-14.966803104461297+12.664218011467252*tanh(30*(v(v1_ctl)-(0.5))))'
gbsc_v1 v1_c v1_s
+ cur='v(v1_c,v1_s)*exp(-14.966803104461297+12.664218011467252*tanh(30*((-v(v1_ctl))-(-0.5))))'
gbsg_v1 v1_c 0 cur='v(v1_c)*exp(-14.966803104461297+12.664218011467252*tanh(30*(v(v1_ctl)-(0.5))))'
.ends
* visible[2]: integrator, initial state
.subckt visible_2 v2_c v2 vdd_v vss_v rest v2_in v2_ctl
rf_v2 v2_c v2 10000
cf_v2 v2_s v2 9.48453227730688e-13
xv2 0 v2_s v2 vdd_v vss_v hs_opamp
gbsr_v2 v2_s v2
+ cur='v(v2_s,v2)*exp(-14.966803104461297+12.664218011467252*tanh(30*(v(rest)-(0.5))))'
ci_v2 v2_in v2_i 9.48453227730688e-13
gbsi_v2 v2_i v2_s
+ cur='v(v2_i,v2_s)*exp(-14.966803104461297+12.664218011467252*tanh(30*(v(v2_ctl)-(0.5))))'
gbsc_v2 v2_c v2_s
+ cur='v(v2_c,v2_s)*exp(-14.966803104461297+12.664218011467252*tanh(30*((-v(v2_ctl))-(-0.5))))'
gbsg_v2 v2_c 0 cur='v(v2_c)*exp(-14.966803104461297+12.664218011467252*tanh(30*(v(v2_ctl)-(0.5))))'
.ends
* hidden rows[0]: integrator, softmax
.subckt hidden_rows_0 h1_0 vdd_h vss_h t1_c vdd_a vss_a
rf_h1_0 h1_0_c h1_0 10000
cf_h1_0 h1_0_c h1_0 8.260064706639479e-14
xh1_0 0 h1_0_c h1_0 vdd_h vss_h hs_opamp
ra_h1_0 h1_0 h1_0_b 579.9359333175746
rb_h1_0 h1_0_b 0 621.5021341968953
qh1_0 h1_0_k h1_0_b t1_c npn_generic 8.05466574052187
rt_h1_0_f h1_0_k h1_0_f 5033.333333333333
ct_h1_0_f h1_0_k h1_0_f 4.86510980989488e-14
xt_h1_0_f 0 h1_0_k h1_0_f vdd_a vss_a hs_opamp
.ends
* hidden rows[1]: integrator, bias, softmax
.subckt hidden_rows_1 h1_1_c h1_1 vdd_h vss_h vref_p t1_c h1_1_f vdd_a vss_a
rf_h1_1 h1_1_c h1_1 10000
cf_h1_1 h1_1_c h1_1 6.085145589938827e-14
xh1_1 0 h1_1_c h1_1 vdd_h vss_h hs_opamp
rbias_h1_1 vref_p h1_1_c 40000
ra_h1_1 h1_1 h1_1_b 579.9359333175746
rb_h1_1 h1_1_b 0 621.5021341968953
qh1_1 h1_1_k h1_1_b t1_c npn_generic 8.05466574052187
rt_h1_1_f h1_1_k h1_1_f 5033.333333333333
ct_h1_1_f h1_1_k h1_1_f 4.86510980989488e-14
xt_h1_1_f 0 h1_1_k h1_1_f vdd_a vss_a hs_opamp
.ends
* hidden rows[2]: integrator, bias, softmax
.subckt hidden_rows_2 h1_2_c h1_2 vdd_h vss_h vref_p t1_c h1_2_f vdd_a vss_a
rf_h1_2 h1_2_c h1_2 10000
cf_h1_2 h1_2_c h1_2 6.085145589938827e-14
xh1_2 0 h1_2_c h1_2 vdd_h vss_h hs_opamp
rbias_h1_2 vref_p h1_2_c 40000
ra_h1_2 h1_2 h1_2_b 579.9359333175746
rb_h1_2 h1_2_b 0 621.5021341968953
qh1_2 h1_2_k h1_2_b t1_c npn_generic 8.05466574052187
rt_h1_2_f h1_2_k h1_2_f 5033.333333333333
ct_h1_2_f h1_2_k h1_2_f 4.86510980989488e-14
xt_h1_2_f 0 h1_2_k h1_2_f vdd_a vss_a hs_opamp
.ends
* hidden rows[3]: integrator, bias, softmax
.subckt hidden_rows_3 h1_3_c h1_3 vdd_h vss_h vref_p t1_c h1_3_f vdd_a vss_a
rf_h1_3 h1_3_c h1_3 10000
cf_h1_3 h1_3_c h1_3 6.085145589938827e-14
xh1_3 0 h1_3_c h1_3 vdd_h vss_h hs_opamp
rbias_h1_3 vref_p h1_3_c 40000
ra_h1_3 h1_3 h1_3_b 579.9359333175746
rb_h1_3 h1_3_b 0 621.5021341968953
qh1_3 h1_3_k h1_3_b t1_c npn_generic 8.05466574052187
rt_h1_3_f h1_3_k h1_3_f 5033.333333333333
ct_h1_3_f h1_3_k h1_3_f 4.86510980989488e-14
xt_h1_3_f 0 h1_3_k h1_3_f vdd_a vss_a hs_opamp
.ends
* hidden rows: tail current reference
.subckt hidden_rows_tail_current_reference vref_n vss_a vdd_a t1_c
rt1_hi 0 t1_ref 2999.9999999999995
rt1_lo t1_ref vref_n 37000
rt1_ref 0 t1_k 749.9999999999999
qt1_ref t1_k t1_b t1_e npn_generic 8
rt1_e t1_e vss_a 1000
xt1 t1_k t1_ref t1_o vdd_a vss_a hs_opamp
rt1_drive t1_o t1_d 1250
qt1_line 0 t1_d t1_b npn_generic 8
rt1_line t1_b vss_a 8999.999999999998
ct1 t1_o t1_ref 2.9111480562162163e-13
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
rw_v0_h1_2 h1_2_f v0_c 10000
rw_v0_h1_3 h1_3_f v0_c 10000
rw_v1_h1_1 h1_1_f v1_c 10000
rw_v1_h1_3 h1_3_f v1_c 10000
rw_v2_h1_1 h1_1_f v2_c 10000
rw_v2_h1_2 h1_2_f v2_c 10000
.ends
* supplies, with an ammeter per power domain
vdd vdd 0 dc 2.5
vss vss 0 dc -2.5
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
vrest rest 0 pwl(0 1 9.000000000000001e-11 1 1.0000000000000002e-10 0)
* references for biases and offsets
vref_n vref_n 0 dc -2
rref_n vref_n 0 1000000000
vref_p vref_p 0 dc 2
rref_p vref_p 0 1000000000
* visible[0]
xvisible_0 v0_c v0 vdd_v vss_v rest v0_in v0_ctl visible_0
* visible[0]: initial state
vin_v0 v0_in 0 pwl(0 0 1.0000000000000002e-10 0 1.1000000000000002e-10 0)
vctl_v0 v0_ctl 0 pwl(0 1 9.009859317102744e-09 1 9.019859317102744e-09 1)
* visible[1]
xvisible_1 v1_c v1 vdd_v vss_v rest v1_in v1_ctl visible_1
* visible[1]: initial state
vin_v1 v1_in 0 pwl(0 0 1.0000000000000002e-10 0 1.1000000000000002e-10 0)
vctl_v1 v1_ctl 0 pwl(0 1 9.009859317102744e-09 1 9.019859317102744e-09 1)
* visible[2]
xvisible_2 v2_c v2 vdd_v vss_v rest v2_in v2_ctl visible_2
* visible[2]: initial state
vin_v2 v2_in 0 pwl(0 0 1.0000000000000002e-10 0 1.1000000000000002e-10 0.5)
vctl_v2 v2_ctl 0 pwl(0 1 9.009859317102744e-09 1 9.019859317102744e-09 0)
* hidden rows[0]
xhidden_rows_0 h1_0 vdd_h vss_h t1_c vdd_a vss_a hidden_rows_0
* hidden rows[1]
xhidden_rows_1 h1_1_c h1_1 vdd_h vss_h vref_p t1_c h1_1_f vdd_a vss_a hidden_rows_1
* hidden rows[2]
xhidden_rows_2 h1_2_c h1_2 vdd_h vss_h vref_p t1_c h1_2_f vdd_a vss_a hidden_rows_2
* hidden rows[3]
xhidden_rows_3 h1_3_c h1_3 vdd_h vss_h vref_p t1_c h1_3_f vdd_a vss_a hidden_rows_3
* hidden rows: tail current reference
xhidden_rows_tail_current_reference vref_n vss_a vdd_a t1_c hidden_rows_tail_current_reference
* crossbar hidden rows from visible
xcrossbar_hidden_rows_from_visible v1 h1_1_c v2 v0 h1_2_c h1_3_c crossbar_hidden_rows_from_visible
* crossbar visible from hidden rows
xcrossbar_visible_from_hidden_rows h1_2_f v0_c h1_3_f h1_1_f v1_c v2_c
+ crossbar_visible_from_hidden_rows
* analysis
.option accurate reltol=0.0005 tnom=27 post=1 probe delmax=5e-10
.temp 27
.probe tran v(v0) v(v1) v(v2) v(h1_0) v(h1_1) v(h1_2) v(h1_3) v(h1_1_f) v(h1_2_f) v(h1_3_f)
+ i(vi_vdd_v) i(vi_vss_v) i(vi_vdd_h) i(vi_vss_h) i(vi_vdd_a) i(vi_vss_a) i(vref_n) i(vref_p)
.tran 1.0000000000000001e-11 4.0901985931710273e-07
.measure tran visible_0 find v(v0) at=4.090194502972434e-07
.measure tran visible_1 find v(v1) at=4.090194502972434e-07
.measure tran visible_2 find v(v2) at=4.090194502972434e-07
.end
